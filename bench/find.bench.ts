/**
 * Finding in an open chat of 5,000 turns, English, French or Chinese: from a key to the next painted frame, and how long the page is
 * held at a time until all places are counted. Words that stand nearly everywhere are typed one key at a time, in real Chromium.
 * `--turns=N`, `--rounds=N`.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { insertLongChats, wordsOf } from '../src/core/test-support/long-chat.ts';
import { withBenchPage } from './bench-page.ts';
import { benchFlag, p95, reportBench, rounded } from './measurements.ts';
import { chinese } from './said-words.ts';

const turnCount = Number(benchFlag('turns', '5000'));
const rounds = Number(benchFlag('rounds', '20'));
const goalMs = 20;
const accents: Readonly<Record<string, string>> = { a: 'à', e: 'é', i: 'î', o: 'ô', u: 'ù', c: 'ç' };
const french = (turn: number, role: 'user' | 'assistant') =>
  wordsOf(turn, role).replace(/[aeiouc]/g, (letter) => accents[letter] ?? letter);
const chats = [
  { title: 'English', turnCount, typed: ['e', 'a', 'the', 'lighthouse'] },
  { title: 'French', turnCount, typed: ['e', 'a', 'the', 'lighthouse'], say: french },
  { title: 'Chinese', turnCount, typed: ['一', '，', '丁丂'], say: () => chinese() },
];

interface Key {
  readonly paintedMs: number;
  /** The longest task from the key until all was counted. */
  readonly heldMs: number;
  readonly countedMs: number;
  readonly places: number;
}

/** Runs in the page: puts words into the box as a key would, and watches until all places are counted. */
async function pressKey(words: string): Promise<Key> {
  const box = document.querySelector<HTMLInputElement>('.find-box');
  const place = document.querySelector<HTMLElement>('[data-testid="find-place"]');
  if (!box || !place) throw new Error('Nothing is being looked for.');
  const channel = new MessageChannel();
  let [heldMs, lastMs, isOver] = [0, performance.now(), false];
  // Between two of its own messages lies whatever held the page.
  channel.port1.onmessage = () => {
    heldMs = Math.max(heldMs, performance.now() - lastMs);
    lastMs = performance.now();
    if (!isOver) channel.port2.postMessage(null);
  };
  channel.port2.postMessage(null);
  const startMs = performance.now();
  boxKeys.put(box, words);
  await boxKeys.painted();
  const paintedMs = performance.now() - startMs;
  while (place.getAttribute('aria-busy') === 'true') await boxKeys.painted();
  const countedMs = performance.now() - startMs;
  isOver = true;
  return { paintedMs, heldMs, countedMs, places: Number(place.dataset.count) };
}

async function measure(page: Page, words: string): Promise<Key[]> {
  const keys: Key[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let length = 1; length <= words.length; length++) {
      keys.push(await page.evaluate(pressKey, words.slice(0, length)));
      await page.waitForTimeout(150);
    }
    await page.evaluate(pressKey, '');
    await page.waitForTimeout(150);
  }
  return keys;
}

const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-bench-'));
insertLongChats(dataDir, chats);
await withBenchPage(dataDir, async ({ page, window }) => {
  const rows = [];
  for (const { title, typed } of chats) {
    await window.openChat(title);
    await page.waitForFunction(
      (count) => document.querySelectorAll('[data-message-id]').length === count,
      2 * turnCount,
    );
    await page.keyboard.press('ControlOrMeta+F');
    await page.getByTestId('find-bar').waitFor();
    for (const words of typed) {
      const keys = await measure(page, words);
      rows.push({
        ...{ chat: title, words, keys: keys.length, places: keys.at(-1)?.places ?? 0 },
        paintedP95Ms: p95(keys.map(({ paintedMs }) => paintedMs)),
        heldP95Ms: p95(keys.map(({ heldMs }) => heldMs)),
        mostHeldMs: rounded(Math.max(...keys.map(({ heldMs }) => heldMs))),
        countedP95Ms: p95(keys.map(({ countedMs }) => countedMs)),
        toReachMs: goalMs,
      });
    }
    await page.keyboard.press('Escape');
  }
  const worst = Math.max(...rows.map(({ paintedP95Ms }) => paintedP95Ms));
  reportBench({
    bench: 'find',
    conditions: { turns: turnCount, rounds },
    rows,
    figure: `a key is painted within ${worst} ms (p95, to reach: ${goalMs}) while ${turnCount} turns are looked through`,
    isReached: worst <= goalMs,
  });
});
