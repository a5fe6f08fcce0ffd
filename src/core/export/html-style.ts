/**
 * The look of an exported page: the application's paper and inks, light or dark as the reader's system is, and light on paper. Its
 * hash is in `shared/export-style-sources.ts`: whoever changes it is told the new one by a test.
 */
export const htmlStyle = `
:root{color-scheme:light dark;--paper:#faf8f3;--card:#fffdf9;--ink:#1f1c18;--soft:#625b52;--line:#e3dccf;--reused:#24695c;--read:#815a0e;--written:#5b4cc4;--warn:#a53f29;
--serif:"Source Serif 4","Iowan Old Style","Palatino Linotype",Palatino,"Noto Serif","Noto Serif CJK SC","Songti SC",SimSun,Georgia,serif;
--sans:Inter,"Segoe UI",system-ui,-apple-system,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
@media (prefers-color-scheme:dark){:root{--paper:#181613;--card:#24211c;--ink:#ece6da;--soft:#a89f91;--line:#343029;--reused:#5fb8a6;--read:#e0ad4a;--written:#a79bf0;--warn:#e8836b}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%}
body{max-width:46rem;margin:0 auto;padding:clamp(1.5rem,6vw,4.5rem) clamp(1.1rem,4vw,2rem);font:400 1.0625rem/1.65 var(--serif)}
h1,h2{font-weight:600;line-height:1.25;text-wrap:balance;overflow-wrap:anywhere;margin:0}
h1{font-size:1.9rem;letter-spacing:-.01em}
h2{font-size:1.2rem}
.when,.who,.receipt,.forgot,footer{font-family:var(--sans);font-size:.78rem;line-height:1.5;color:var(--soft);font-variant-numeric:tabular-nums}
header{padding-bottom:1.6rem;margin-bottom:1.9rem;border-bottom:1px solid var(--line)}
header p{margin:.5rem 0 0}
article{margin:0 0 1.5rem;break-inside:auto}
.who{margin:0 0 .15rem;break-after:avoid}
.who b{color:var(--ink);font-weight:600}
.you .said{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:.6rem .95rem;width:fit-content;max-width:100%}
.said{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;tab-size:4;orphans:2;widows:2}
.none{color:var(--soft);font-style:italic}
.forgotten .said{color:var(--soft);font-style:italic}
.kept{color:var(--reused)}
.failed{color:var(--warn)}
.receipt{margin:.4rem 0 0}
.reused{color:var(--reused)}.read{color:var(--read)}.written{color:var(--written)}
.forgot{margin:1.9rem 0;padding:.1rem 0 .1rem .9rem;border-left:3px solid var(--warn);break-inside:avoid}
.forgot p{margin:0;color:var(--warn)}
.forgot ul{margin:.25rem 0 0;padding:0;list-style:none}
.branch{margin:3rem 0 1.5rem;padding-top:1.6rem;border-top:1px solid var(--line)}
.branch p{margin:.35rem 0 0}
main+main{margin-top:4rem}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line)}
@page{margin:18mm 16mm}
@media print{:root{color-scheme:light;--paper:#fff;--card:#faf8f3;--ink:#1f1c18;--soft:#625b52;--line:#e3dccf;--reused:#24695c;--read:#815a0e;--written:#5b4cc4;--warn:#a53f29}
html{print-color-adjust:exact;-webkit-print-color-adjust:exact}
main+main{break-before:page;margin-top:0}
body{max-width:none;padding:0;font-size:10.5pt}}
`;
