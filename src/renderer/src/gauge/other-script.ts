/** The scripts of a language, by the code that Unicode has for its usual ones together. */
const scriptsOfSeveral: Readonly<Record<string, readonly string[]>> = {
  Jpan: ['Hani', 'Hira', 'Kana'],
  Hrkt: ['Hira', 'Kana'],
  Kore: ['Hang', 'Hani'],
  Hans: ['Hani', 'Bopo'],
  Hant: ['Hani', 'Bopo'],
  Hanb: ['Hani', 'Bopo'],
};

/** So much of a draft is looked at: a key costs the same in a long one. */
const CHARACTERS_LOOKED_AT = 600;
/** A name in another script is no other language, nor are a few letters of one. */
const LEAST_LETTERS = 6;
/** A letter of these writings is a syllable or a word. */
const LEAST_SYLLABLES = 4;
const syllables = /[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/gu;
/** Most of the letters. */
const LEAST_SHARE = 0.6;

const letters = /\p{L}/gu;
/** Latin letters and all that stands among them: nearly every draft, told in a moment. */
const latin = /^[\0-\u024f\u2000-\u206f]*$/;

/** Whether a draft is written in scripts that none of these languages (BCP 47) uses. */
export function openScriptCheck(languages: readonly string[]): (draft: string) => boolean {
  const scripts = [...new Set(languages.flatMap(scriptsOf))];
  if (scripts.length === 0) return () => false;
  const isLatinKnown = scripts.includes('Latn');
  const own = scripts.map((script) => `\\p{sc=${script}}`).join('');
  // Letters of no script of their own belong to all.
  const foreign = new RegExp(`(?![${own}\\p{sc=Zyyy}\\p{sc=Zinh}])\\p{L}`, 'gu');
  return (draft) => {
    const looked = draft.slice(0, CHARACTERS_LOOKED_AT);
    if (isLatinKnown && latin.test(looked)) return false;
    const found = looked.match(foreign) ?? [];
    const least = countOf(found.join(''), syllables) * 2 > found.length ? LEAST_SYLLABLES : LEAST_LETTERS;
    return found.length >= least && found.length >= LEAST_SHARE * countOf(looked, letters);
  };
}

function scriptsOf(language: string): readonly string[] {
  try {
    const { script } = new Intl.Locale(language).maximize();
    return script === undefined ? [] : (scriptsOfSeveral[script] ?? [script]);
  } catch {
    // No language tag: nothing is known of it, and nothing is said.
    return [];
  }
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
