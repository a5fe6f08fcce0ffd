/**
 * A key at the end of a long draft of mixed scripts: in the composer, and in a bare text box of the same size and font on the
 * same page, in turns. From the key to the painted frame, in real Chromium. `--characters=N`, `--keys=N`.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { withBenchPage } from './bench-page.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';

const characters = Number(benchFlag('characters', '60000'));
const keys = Number(benchFlag('keys', '15'));
const mostRatio = 1.3;
/** Where a bare box takes less than a frame, one frame more is nothing that a person could notice. */
const frameMs = 1000 / 60;
const scripts = {
  'word 語': 'word 語 ',
  emoji: 'face 😀 ',
  CJK: '語言模型的窗口。',
  'Arabic, Hebrew': 'نافذة النموذج חלון המודל ',
  'many lines': 'a short line 語\n',
};

/** A text box beside the composer, of the same size and look, that nothing listens to. */
function addBareBox(page: Page): Promise<void> {
  return page.evaluate(() => {
    const composer = document.querySelector<HTMLTextAreaElement>('[data-testid="composer"]');
    if (!composer) throw new Error('There is no composer.');
    const { font, padding, width } = getComputedStyle(composer);
    const bare = document.body.appendChild(document.createElement('textarea'));
    bare.id = 'bare';
    Object.assign(bare.style, { position: 'fixed', left: '0', top: '0', height: '360px', font, padding, width });
  });
}

/** How long a key takes in this box, in ms, with so many characters before it. */
function measureKey(page: Page, selector: string, text: string): Promise<number> {
  return page.evaluate(
    async ([box, filling]) => {
      const element = document.querySelector<HTMLTextAreaElement>(box);
      if (!element) throw new Error('There is no such box.');
      if (element.value.length < filling.length) {
        element.value = filling;
        element.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }
      element.focus();
      element.setSelectionRange(element.value.length, element.value.length);
      await boxKeys.painted();
      await new Promise((next) => setTimeout(next, 150));
      const startMs = performance.now();
      document.execCommand('insertText', false, 'x');
      await boxKeys.painted();
      return performance.now() - startMs;
    },
    [selector, text] as const,
  );
}

const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-bench-'));
await withBenchPage(dataDir, async ({ page, window }) => {
  const rows = [];
  for (const [script, part] of Object.entries(scripts)) {
    const text = part.repeat(Math.ceil(characters / part.length)).slice(0, characters);
    await addBareBox(page);
    const times: { readonly bare: number[]; readonly composer: number[] } = { bare: [], composer: [] };
    for (let key = 0; key < keys; key += 1) {
      times.bare.push(await measureKey(page, '#bare', text));
      times.composer.push(await measureKey(page, '[data-testid="composer"]', text));
    }
    const [bareMs, composerMs] = [median(times.bare.slice(1)), median(times.composer.slice(1))];
    rows.push({
      script,
      bareMs: rounded(bareMs),
      composerMs: rounded(composerMs),
      ratio: rounded(composerMs / bareMs, 2),
    });
    await page.evaluate(() => document.querySelector('#bare')?.remove());
    await window.write('');
  }
  const worst = Math.max(...rows.map(({ ratio }) => ratio));
  reportBench({
    bench: 'long-draft',
    conditions: { characters, keys },
    rows,
    figure: `a key costs at most ${worst} times what it costs in a bare text box (to reach: ${mostRatio}, or one frame more)`,
    isReached: rows.every((row) => row.ratio <= mostRatio || row.composerMs - row.bareMs <= frameMs),
  });
});
