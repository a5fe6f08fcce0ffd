/**
 * The core's own work in chats of 50 and of 5,000 turns, inserted through the store, with the engine in a process of its own and
 * the data folder in memory where the system has such a place:
 * - a keystroke: counting the draft and keeping it, from the page's two requests to their answers;
 * - a text event: what is worked out and told for each piece of text while an answer is written;
 * - a turn: the time that the core's thread is busy from Send until the answer was stored and told, with an answer of
 *   two tokens (the page's end of the line, which is in this process as well, included; what the system takes to carry requests to
 *   the engine's process is told apart, as `lineMs`);
 * - the same after a pause, as `turnAfterPauseMs`: processors that slept, and caches that the engine used meanwhile, take their time;
 * - the same without pauses, with a question whose rare word stands in a turn out of sight (of the long chat), as `askingTurnMs`;
 * - reading the words of all that was said, once, in pieces between other work, as `readWordsMs`;
 * - the bytes of all events of such a turn, but for the words in them;
 * - opening: until a page in a thread of its own was told the newest messages, and all of them, on a chat that was not in memory.
 * `--samples=N`.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { handlersOf } from '../src/core/handlers.ts';
import { insertLongChat } from '../src/core/test-support/long-chat.ts';
import { openTestApplication, type TestApplication } from '../src/core/test-support/open-test-application.ts';
import { startEngine, until } from '../src/core/test-support/open-test-core.ts';
import type { ChatState } from '../src/core/turn/chat-state.ts';
import { ChatWords } from '../src/core/turn/chat-words.ts';
import { liveHeldTokens } from '../src/core/turn/live-places.ts';
import type { AppEvent, ChatEvent } from '../src/shared/views.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';
import { type Opening, startPageThread } from './page-thread.ts';

const samples = Number(benchFlag('samples', '40'));
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const goals = {
  keystrokeMs: [0.3, 0.5],
  textEventMs: [0.1, 0.2],
  turnMs: [2, 3],
  askingTurnMs: [2, 3],
  bytesATurn: [2_000, 4_000],
  firstToldMs: [6, 20],
  allToldMs: [6, 100],
} as const;
type Row = Record<keyof typeof goals | 'lineMs' | 'turnAfterPauseMs' | 'readWordsMs', number>;

/**
 * How long this thread's loop has had something to do so far, in ms. The thread's processor time would be the same on a quiet machine,
 * but some kernels count it in ticks of 4 ms.
 */
function busyMs(): number {
  return performance.eventLoopUtilization().active;
}

type LineWatch = () => number;

/** Counts what requests to the engine take; gives the sum so far. */
async function watchLine({ app }: TestApplication): Promise<LineWatch> {
  const engine = await app.link.ready();
  const { stream } = engine;
  let spentMs = 0;
  engine.stream = (...request) => {
    const before = busyMs();
    try {
      return stream(...request);
    } finally {
      spentMs += busyMs() - before;
    }
  };
  return () => spentMs;
}

async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Until the code is compiled. */
const warmUpOpenings = 4;

async function measureOpening({ app }: TestApplication, chatId: number): Promise<Opening> {
  const page = startPageThread(handlersOf(app));
  const openings: Opening[] = [];
  try {
    for (let round = -warmUpOpenings; round < samples / 4; round++) {
      await until(() => app.chats.known(chatId) === undefined);
      const opening = await page.open(chatId);
      if (round >= 0) openings.push(opening);
    }
  } finally {
    await page.close();
  }
  const medianOf = (name: keyof Opening) => rounded(median(openings.map((opening) => opening[name])), 2);
  return { firstToldMs: medianOf('firstToldMs'), allToldMs: medianOf('allToldMs') };
}

async function measureKeystroke({ page }: TestApplication, chatId: number): Promise<number> {
  const spent: number[] = [];
  for (let stroke = 0; stroke < samples; stroke++) {
    const text = `And then? ${'x'.repeat(stroke % 9)}`;
    spent.push(
      await timed(() =>
        Promise.all([page.call('draft.measure', { chatId, text }), page.call('draft.keep', { chatId, text })]),
      ),
    );
  }
  return rounded(median(spent), 3);
}

/** Everything but the words, which are as long as somebody makes them. */
function bytesOf(event: ChatEvent | AppEvent): number {
  return JSON.stringify(event, (key, value) => (key === 'text' || key === 'title' || key === 'name' ? '' : value))
    .length;
}

/** What is told to a page that shows the chat and the list; a turn waits for its end here. */
interface Hearing {
  readonly line: LineWatch;
  readonly heard: readonly ChatEvent[];
  readonly listed: readonly AppEvent[];
  nextEnd(): Promise<void>;
}

/** Listens once for all turns: to begin and to end that is work of its own. */
async function hear(test: TestApplication, chat: ChatState, heard: readonly ChatEvent[]): Promise<Hearing> {
  const listed: AppEvent[] = [];
  test.page.stream('app.watch', {}, (event) => listed.push(event)).result.catch(() => {});
  let whenEnded = () => {};
  void chat.events.until(new AbortController().signal, ({ type }) => {
    if (type === 'ended') whenEnded();
  });
  const nextEnd = () =>
    new Promise<void>((resolve) => {
      whenEnded = resolve;
    });
  return { line: await watchLine(test), heard, listed, nextEnd };
}

/** Runs one turn, and gives how long the core was busy with it, without what carries requests to the engine's process. */
async function timedTurn({ page }: TestApplication, chat: ChatState, { line, nextEnd }: Hearing, text: string) {
  const ended = nextEnd();
  const [before, lineBefore] = [busyMs(), line()];
  await page.call('turn.run', { chatId: chat.id, text, acceptForgetting: [], sendKey: randomUUID() });
  await ended;
  const lineMs = line() - lineBefore;
  return { coreMs: busyMs() - before - lineMs, lineMs };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Until the code of a turn is compiled. */
const warmUpTurns = 20;
/** Until the list was told and what the next send needs is prepared. */
const pauseMs = 200;

async function measureTurns(
  test: TestApplication,
  chat: ChatState,
  hearing: Hearing,
  wordsOf: (turn: number) => string,
) {
  const { app, page } = test;
  const { heard, listed } = hearing;
  await page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 2, telling: 'silent' } });
  const turns = async (count: number, pausedMs: number) => {
    const taken: Awaited<ReturnType<typeof timedTurn>>[] = [];
    const bytes: number[] = [];
    for (let turn = 0; turn < count; turn++) {
      const [from, listedBefore] = [heard.length, listed.length];
      taken.push(await timedTurn(test, chat, hearing, wordsOf(turn)));
      await pause(pausedMs);
      const told = [
        ...heard.slice(from).filter((event) => event.type !== 'text'),
        ...listed.slice(listedBefore).filter(({ type }) => type === 'chats' || type === 'caches'),
      ];
      bytes.push(told.reduce((sum, event) => sum + bytesOf(event), 0));
      await until(() => app.answeringChats().length === 0);
    }
    const medianOf = (name: 'coreMs' | 'lineMs') => rounded(median(taken.map((turn) => turn[name])), 2);
    return { coreMs: medianOf('coreMs'), lineMs: medianOf('lineMs'), bytes: Math.round(median(bytes)) };
  };
  await turns(warmUpTurns, 0);
  const { coreMs: turnMs, lineMs } = await turns(samples, 0);
  const paused = await turns(samples, pauseMs);
  return { turnMs, lineMs, turnAfterPauseMs: paused.coreMs, bytesATurn: paused.bytes };
}

async function measureText(test: TestApplication, chat: ChatState): Promise<number> {
  const { app, page } = test;
  const spent: number[] = [];
  await page.call('chat.configure', {
    chatId: chat.id,
    settings: { maxReplyTokens: 256, isGreedy: false, temperature: 10, seed: 1 },
  });
  await page.call('turn.run', {
    chatId: chat.id,
    text: 'Tell me a story.',
    acceptForgetting: [],
    sendKey: randomUUID(),
  });
  const { running } = chat;
  if (!running) throw new Error('An answer is under way.');
  await until(() => running.ids.length > 0);
  for (let event = 0; event < samples; event++) {
    spent.push(
      await timed(() =>
        chat.broadcast({
          ...{ type: 'text', messageId: running.messageId, text: '', decodedTokens: running.ids.length },
          usedTokens: chat.usedTokens(),
          heldTokens: liveHeldTokens(chat, app.ledger),
        }),
      ),
    );
  }
  await page.call('turn.stop', { chatId: chat.id });
  await until(() => !chat.running);
  return rounded(median(spent), 4);
}

async function measure(test: TestApplication, turnCount: number): Promise<Row> {
  const { tokenizer } = await test.app.models.current();
  const chatId = insertLongChat(test.app.store, tokenizer, { title: 'Long', turnCount }, Date.now());
  const opening = await measureOpening(test, chatId);
  const heard = await test.watch(chatId);
  const chat = test.app.chats.known(chatId);
  if (!chat) throw new Error('A chat that is watched is in memory.');
  await chat.readWhole();
  const keystrokeMs = await measureKeystroke(test, chatId);
  const hearing = await hear(test, chat, heard.events);
  const turns = await measureTurns(test, chat, hearing, (turn) => `Hello! ${turn}`);
  // The first of them reads what was said.
  const { turnMs: askingTurnMs } = await measureTurns(test, chat, hearing, (turn) => `What was ${turn + 120}?`);
  const textEventMs = await measureText(test, chat);
  heard.leave();
  const readWordsMs = rounded(await timed(() => new ChatWords().read(chat.branch)), 1);
  return { ...opening, keystrokeMs, textEventMs, ...turns, askingTurnMs, readWordsMs };
}

const dataDir = mkdtempSync(join(inMemory, 'palimpsest-bench-'));
const test = openTestApplication({ dataDir, startEngine: async () => startEngine([]) });
try {
  await test.app.link.ready();
  const rows = [await measure(test, 50), await measure(test, 5_000)];
  const missed = Object.entries(goals).flatMap(([name, most]) =>
    most
      .filter((goal, index) => (rows[index]?.[name as keyof Row] ?? Number.NaN) > goal)
      .map((goal) => `${name} <= ${goal}`),
  );
  reportBench({
    bench: 'long-chats',
    conditions: { samples, dataFolder: inMemory },
    rows: rows.map((row, index) => ({ turns: [50, 5_000][index] as number, ...row })),
    figure: missed.length === 0 ? 'all figures' : `missed: ${missed.join(', ')}`,
    isReached: missed.length === 0,
  });
} finally {
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
}
