/**
 * What the page's main thread does in real chats of 50 and of 5,000 turns that were inserted through the store: processor
 * time (script, style and layout, which the page decides; and beside it all that the thread does, with input, painting and its preparation,
 * most of which a browser does for any page) of a keystroke and of a turn, from Enter to the stored answer; the time
 * from a click in the list to the newest message painted, core included; what a scroll costs by the frame; and what 1,000
 * chats in the list add to a turn. Everything is read by DevTools in one run, in alternated rounds.
 * `--turns=N`: the long chat. `--rounds=N`, `--strokes=N`, `--chats=N`, `--scroll-ms=N`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { MainWindow } from '../e2e/pages/main-window.ts';
import { readyAddress, spawnServer } from '../e2e/shells/browser-shell.ts';
import { browserForTests } from '../scripts/test-browser.ts';
import { insertLongChats, type LongChat, wordsOf } from '../src/core/test-support/long-chat.ts';
import { type FrameWork, traceFrames } from './frame-trace.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';
import {
  type MainThreadWork,
  msFromReloadUntilPainted,
  msUntilPainted,
  openPageMeter,
  type PageMeter,
} from './page-meter.ts';

const longTurns = Number(benchFlag('turns', '5000'));
const shortTurns = 50;
const rounds = Number(benchFlag('rounds', '9'));
const strokes = Number(benchFlag('strokes', '24'));
const chatsInList = Number(benchFlag('chats', '1000'));
const scrollMs = Number(benchFlag('scroll-ms', '10000'));
const question = 'Tell me a story.';

/** Keys follow each other so fast where somebody types well; what a key causes comes within that time. */
const KEY_GAP_MS = 150;
/** What follows a turn (the list, the gauge, the inspector) has come by then. */
const REST_MS = 400;

interface OpenApp {
  readonly page: Page;
  readonly window: MainWindow;
  readonly meter: PageMeter;
  close(): Promise<void>;
}

async function openApp(browser: Browser, chats: readonly LongChat[]): Promise<OpenApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-bench-'));
  insertLongChats(dataDir, chats);
  const server = spawnServer({ dataDir, flags: [] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(await readyAddress(server));
  const window = new MainWindow(page);
  await window.waitUntilReady();
  return {
    ...{ page, window, meter: await openPageMeter(page) },
    close: async () => {
      await page.close();
      await server.signal('SIGTERM');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Opens the chat that is in the list under this title, and lets it come to rest. */
async function show({ page, window }: OpenApp, title: string): Promise<void> {
  await page.bringToFront();
  await window.openChat(title);
  await window.questions.last().waitFor();
  await page.waitForTimeout(3 * REST_MS);
}

async function keystrokes({ page, window, meter }: OpenApp): Promise<MainThreadWork[]> {
  await window.composer.focus();
  const spent: MainThreadWork[] = [];
  for (let stroke = 0; stroke < strokes; stroke++) {
    const key = stroke % 6 === 5 ? ' ' : 'abcde'.charAt(stroke % 5);
    spent.push(await meter.measure(() => page.keyboard.press(key), KEY_GAP_MS));
  }
  await window.composer.fill('');
  await page.waitForTimeout(REST_MS);
  return spent;
}

/** A turn, from Enter to rest; `tokens`: what was decoded. Nothing looks into the page meanwhile. */
async function turn({ page, window, meter }: OpenApp): Promise<MainThreadWork & { readonly tokens: number }> {
  await page.bringToFront();
  await window.composer.focus();
  await page.keyboard.insertText(question);
  await page.waitForTimeout(REST_MS);
  const work = await meter.measure(async () => {
    const ended = meter.frameWith('"type":"ended"');
    await page.keyboard.press('Enter');
    await ended;
  }, REST_MS);
  return { ...work, tokens: Number(await page.evaluate(decodedTokensOfNewest)) };
}

/** Runs in the page. Playwright's own search would leave garbage of a whole document to be collected in the next turn. */
function decodedTokensOfNewest(): string | undefined {
  const receipts = document.querySelectorAll<HTMLElement>('[data-testid="receipt"]');
  return receipts[receipts.length - 1]?.dataset.decoded;
}

/** The wheel goes up through the chat; then the bar is pulled from the newest message to the first. */
async function scrolls(browser: Browser, { page }: OpenApp): Promise<{ wheel: FrameWork[]; pulled: FrameWork[] }> {
  await page.mouse.move(700, 400);
  const wheel = await traceFrames(browser, page, async () => {
    const endsAt = performance.now() + scrollMs;
    while (performance.now() < endsAt) {
      await page.mouse.wheel(0, -120);
      await page.waitForTimeout(16);
    }
  });
  await page.keyboard.press('End');
  const pulled = await traceFrames(browser, page, () => page.evaluate(pullBar, scrollMs));
  return { wheel, pulled };
}

/** Runs in the page: what pulling the bar does, evenly over the whole length. Its own work is one number a frame. */
function pullBar(forMs: number): Promise<void> {
  const scroller = document.querySelector('.transcript');
  if (!scroller) throw new Error('No transcript is open.');
  const startedAt = performance.now();
  scroller.scrollTop = scroller.scrollHeight;
  const from = scroller.scrollTop;
  return new Promise((resolve) => {
    const step = () => {
      const done = (performance.now() - startedAt) / forMs;
      if (done >= 1) return resolve();
      scroller.scrollTop = from * (1 - done);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
}

const rows: Record<string, string | number | null>[] = [];
let isReached = true;
/** `limit`: null where the number is printed only. */
function report(name: string, at: string, values: readonly number[], limit: number | null): void {
  const middle = rounded(median(values), 1);
  rows.push({ name, at, median: middle, slowest: rounded(Math.max(...values), 1), limit });
  if (limit !== null && !(middle <= limit)) isReached = false;
}

/** Script, style and layout against the limit; all of the main thread beside it. */
function reportWork(name: string, at: string, work: readonly MainThreadWork[], limit: number | null): void {
  report(`${name}: script, style, layout`, at, work.map(scriptStyleLayoutMs), limit);
  report(
    `${name}: all of the main thread`,
    at,
    work.map(({ taskMs }) => taskMs),
    null,
  );
}

function scriptStyleLayoutMs({ scriptMs, styleMs, layoutMs }: MainThreadWork): number {
  return scriptMs + styleMs + layoutMs;
}

function reportFrames(name: string, frames: readonly FrameWork[], isLimited: boolean): void {
  const work = frames.map(({ scriptStyleLayoutMs }) => scriptStyleLayoutMs);
  const all = frames.map(({ allMs }) => allMs);
  report(`${name}: script, style, layout a frame`, `${frames.length} frames`, work, isLimited ? 8 : null);
  const worst = rounded(Math.max(...work), 1);
  rows.push({ name: `${name}: worst frame`, at: '', median: worst, slowest: worst, limit: isLimited ? 50 : null });
  if (isLimited && worst > 50) isReached = false;
  report(`${name}: all of the main thread a frame`, '', all, null);
}

const browser = await chromium.launch(browserForTests());
const shortChat = { title: 'Short one', turnCount: shortTurns };
const longChat = { title: 'Long one', turnCount: longTurns };
const between = { title: 'Between', turnCount: 1 };
const many = Array.from({ length: chatsInList - 2 }, (_, index) => ({ title: `Chat ${index}`, turnCount: 1 }));
const apps: OpenApp[] = [];
try {
  const few = await openApp(browser, [longChat, shortChat, between]);
  apps.push(few);
  const clicks = new Map<string, number[]>([
    [shortChat.title, []],
    [longChat.title, []],
  ]);
  for (let round = 0; round < rounds; round++) {
    for (const chat of [shortChat, longChat]) {
      await show(few, between.title);
      const newest = wordsOf(chat.turnCount - 1, 'assistant').slice(0, 24);
      const press = () => few.window.chat(chat.title).click();
      clicks.get(chat.title)?.push(await msUntilPainted(few.page, newest, press));
    }
  }
  for (const [chat, limit] of [[shortChat, 150] as const, [longChat, 300] as const]) {
    report('click to newest message painted', `${chat.turnCount} turns`, clicks.get(chat.title) ?? [], limit);
  }
  for (const [chat, keyLimit] of [[shortChat, 4] as const, [longChat, 8] as const]) {
    await show(few, chat.title);
    reportWork('a keystroke', `${chat.turnCount} turns`, await keystrokes(few), keyLimit);
    if (chat !== longChat) continue;
    const { wheel, pulled } = await scrolls(browser, few);
    reportFrames('wheel', wheel, true);
    reportFrames('bar pulled', pulled, true);
  }
  const reloads: number[] = [];
  const newest = wordsOf(longTurns - 1, 'assistant').slice(0, 24);
  for (let round = 0; round < Math.min(rounds, 5); round++) {
    reloads.push(await msFromReloadUntilPainted(few.page, newest));
    await few.page.waitForTimeout(3 * REST_MS);
  }
  report('reload to newest message painted', `${longTurns} turns`, reloads, null);

  const full = await openApp(browser, [...many, between, shortChat]);
  apps.push(full);
  const turns: Record<'short' | 'long' | 'full', Awaited<ReturnType<typeof turn>>[]> = {
    short: [],
    long: [],
    full: [],
  };
  await show(few, longChat.title);
  for (let round = 0; round <= rounds; round++) {
    const measured = await turn(few);
    if (round > 0) turns.long.push(measured);
  }
  // The lists are compared there and back again: a page that came to the front a moment ago has more to do. A turn warms each up.
  const [ofFew, ofFull] = [[few, turns.short] as const, [full, turns.full] as const];
  for (const [app, into] of [ofFew, ofFull, ofFull, ofFew]) {
    await show(app, shortChat.title);
    for (let round = 0; round <= rounds / 2; round++) {
      const measured = await turn(app);
      if (round > 0) into.push(measured);
    }
  }
  reportWork('a turn', `${shortTurns} turns`, turns.short, 40);
  reportWork('a turn', `${longTurns} turns`, turns.long, 60);
  const aToken = turns.short.map(({ taskMs, tokens }) => taskMs / tokens);
  report('a turn, a token: all of the main thread', `${shortTurns} turns`, aToken, 2);
  const longListLimit = rounded(median(turns.short.map(scriptStyleLayoutMs)) + 3);
  reportWork(`a turn with ${chatsInList} chats in the list`, `${shortTurns} turns`, turns.full, longListLimit);
  reportBench({
    bench: 'page-work',
    conditions: { longTurns, rounds, strokes, chatsInList, scrollMs },
    rows,
    figure: 'every median, and the worst frame, within its limit (ms)',
    isReached,
  });
} finally {
  for (const app of apps) await app.close();
  await browser.close();
}
