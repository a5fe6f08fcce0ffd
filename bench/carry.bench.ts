/**
 * Chats that are carried: 100,000 messages in 1,000 chats, half English and half Chinese, with the ids, logits and receipts of real ones,
 * written into a `.palimpsest` file and imported into an empty store; then a file of 200 MB into a running application, while somebody
 * types and sends. `--chats=N`, `--megabytes=N`.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { bytesInSteps } from '../src/core/export/in-steps.ts';
import { importFile } from '../src/core/import/import-file.ts';
import { bundledModelDir } from '../src/core/models/catalog.ts';
import { writeChatsToFile } from '../src/core/palimpsest-file/write-file.ts';
import type { ArchivedMessage, ArchivedTree } from '../src/core/store/archive.ts';
import { openStore, type Store } from '../src/core/store/store.ts';
import type { Archive } from '../src/core/store/store-functions.ts';
import { writeTrees } from '../src/core/store/write-trees.ts';
import { emptyChat } from '../src/core/test-support/archived-chats.ts';
import { openTestCore, type TestCore, type WatchedChat } from '../src/core/test-support/open-test-core.ts';
import { answeredBy, receipt, sampling } from '../src/core/test-support/stored-turns.ts';
import { openTokenizer } from '../src/core/text/read-tokenizer.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';
import { chinese, english } from './said-words.ts';

const chatCount = Number(benchFlag('chats', '1000'));
const megabytes = Number(benchFlag('megabytes', '200'));
const messagesAChat = 100;
const windowTurns = 12;
const exportGoalSeconds = 10;
const importGoalSeconds = 30;
const keyGoalMs = 20;
const waitGoalMs = 50;

const tokenizer = openTokenizer(bundledModelDir(resolve(import.meta.dirname, '../models')));

/** As scattered as random ones are, and the same in every run. */
function uidOf(name: string): string {
  return createHash('md5').update(name).digest('hex');
}

/** One branch of questions and answers; each answer with what a real one has. */
function* messagesOf(chat: number): Generator<ArchivedMessage[]> {
  const batch: ArchivedMessage[] = [];
  for (let id = 1; id <= messagesAChat; id++) {
    const isUser = id % 2 === 1;
    const text = chat % 2 === 0 ? english() : chinese();
    const tokenIds = tokenizer.encode(text);
    const start = Math.max(1, id - 1 - 2 * windowTurns);
    const promptTurnIds = Array.from({ length: Math.ceil((id - start) / 2) }, (_, index) => start + 2 * index);
    const logits = Float32Array.from(tokenIds, (tokenId) => 11 + (tokenId % 97) / 7);
    batch.push({
      ...{ id, uid: uidOf(`${chat} ${id}`), parentId: id === 1 ? null : id - 1 },
      ...{ role: isUser ? 'user' : 'assistant', text, tokenIds, tokenizerHash: tokenizer.hash, state: 'done' },
      createdAtMs: 1_600_000_000_000 + (chat * messagesAChat + id) * 15_000,
      ...{
        failure: null,
        endedAtMs: null,
        sendKey: null,
        acts: [],
        forgotten: [],
        unseenTurnId: null,
        isEdited: false,
      },
      ...(isUser
        ? { answeredBy: null, promptTurnIds: null, used: null, receipt: null, logits: null }
        : { answeredBy, promptTurnIds, used: { sampling, seed: 7 }, receipt: { ...receipt, seed: 7 } }),
      ...{ logits: isUser ? null : { chosenLogits: logits, largestLogits: logits } },
      ...{ windowStartId: isUser || start === 1 ? null : start, forgottenAtMs: null },
    });
  }
  yield batch;
}

function* trees(): Generator<ArchivedTree> {
  for (let chat = 1; chat <= chatCount; chat++) {
    const uid = uidOf(`${chat}`);
    const title = english().slice(0, 40);
    yield { chat: { ...emptyChat, uid, title, activeLeafId: messagesAChat }, batches: messagesOf(chat) };
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

/** How long anything else waited at most while the loop was busy, looked at each few ms. */
async function longestWaitMs(work: Promise<unknown>): Promise<{ p95Ms: number; worstMs: number }> {
  const waits: number[] = [];
  let isOver = false;
  const done = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const dueAt = performance.now() + 5;
    await new Promise((next) => setTimeout(next, 5));
    waits.push(performance.now() - dueAt);
  }
  await done;
  waits.sort((one, other) => one - other);
  return { p95Ms: waits[Math.floor(waits.length * 0.95)] ?? Number.NaN, worstMs: waits.at(-1) ?? Number.NaN };
}

/** The archive, with how long each part of an import takes of the processor: what it holds up on a machine that does nothing else. */
function timed(archive: Archive, partsMs: number[]): Archive {
  const time =
    <Input extends readonly unknown[], Output>(part: (...input: Input) => Output) =>
    (...input: Input): Output => {
      const before = process.cpuUsage();
      const output = part(...input);
      const { user, system } = process.cpuUsage(before);
      partsMs.push((user + system) / 1_000);
      return output;
    };
  return { ...archive, mergeMessages: time(archive.mergeMessages), finish: time(archive.finish) };
}

const noProgress = { signal: new AbortController().signal, onProgress: () => {} };
const exportTo = (store: Store, path: string, chatIds: readonly number[]) =>
  pipeline(
    Readable.from(bytesInSteps(writeChatsToFile(store.archive, chatIds, 'a bench'), noProgress.signal)),
    createWriteStream(path),
  );

/** The same chats under other names, again and again, until there are so many bytes of them. */
async function* copiesOf(path: string, mostBytes: number): AsyncGenerator<string> {
  const written = { chats: 0, messages: 0 };
  let bytes = 0;
  for (let copy = 1; bytes < mostBytes; copy++) {
    for await (const line of createInterface({ input: createReadStream(path) })) {
      const { type } = JSON.parse(line) as { readonly type: string };
      if (type === 'end' || (type === 'palimpsest' && copy > 1)) continue;
      // Only at the beginning of a chat, so that the last one is whole.
      if (type === 'chat' && bytes >= mostBytes) break;
      if (type === 'chat') written.chats += 1;
      if (type === 'message') written.messages += 1;
      const named = line.replace(
        /"uid":"(.)/,
        (_, digit: string) => `"uid":"${(Number.parseInt(digit, 16) ^ (copy - 1)).toString(16)}`,
      );
      bytes += Buffer.byteLength(named) + 1;
      yield `${named}\n`;
    }
  }
  yield `${JSON.stringify({ type: 'end', ...written })}\n`;
}

/** Types as a person does, and gives how long it took until the words were kept and counted, until it is over. */
async function typeUntil(test: TestCore, chat: WatchedChat, isOver: () => boolean): Promise<number[]> {
  const values: number[] = [];
  for (let stroke = 1; !isOver(); stroke++) {
    const typed = { chatId: chat.id, text: 'The sea looked grey. '.repeat(3).slice(0, 1 + (stroke % 60)) };
    const startedAt = performance.now();
    await Promise.all([test.page.call('draft.keep', typed), test.page.call('draft.measure', typed)]);
    values.push(performance.now() - startedAt);
    await new Promise((next) => setTimeout(next, 30));
  }
  return values.sort((one, other) => one - other);
}

/** Imports a file into a running application. Gives how long it took, what keystrokes did, and how many messages were answered. */
async function importWhileTyping(path: string) {
  const test = await openTestCore();
  try {
    const chat = await test.newGreedyChat();
    await test.page.call('chat.configure', { chatId: chat.id, settings: { telling: 'silent' } });
    await chat.say('Hello!');
    const opened = await test.page.call('import.open', { path });
    if (opened.type !== 'file') throw new Error('It is no file.');
    const { offerId } = opened;
    await test.page.stream('import.look', { offerId }, () => {}).result;
    // Cancelled first, in the middle: nothing of it stays.
    let told = 0;
    const cancelled = test.page.stream('import.run', { offerId }, () => {
      told += 1;
      if (told === 1) cancelled.cancel();
    });
    const left = await cancelled.result;
    let isOver = false;
    const typing = typeUntil(test, chat, () => isOver);
    const startedAt = performance.now();
    const running = test.page
      .stream('import.run', { offerId }, () => {})
      .result.finally(() => {
        isOver = true;
      });
    // Told below, or by what fails before.
    running.catch(() => {});
    const sendsMs: number[] = [];
    while (!isOver) {
      const sentAt = performance.now();
      await chat.say('What does the sea look like this evening?');
      sendsMs.push(performance.now() - sentAt);
      await new Promise((next) => setTimeout(next, 1_000));
    }
    const report = await running;
    const seconds = (performance.now() - startedAt) / 1_000;
    return { report, wasCancelled: left === null, seconds, keysMs: await typing, sendsMs };
  } finally {
    await test.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'palimpsest-carry-'));
try {
  const store = openStore(join(folder, 'one.sqlite'));
  await writeTrees(store.archive, 'bench', trees());
  const path = join(folder, 'chats.palimpsest');
  const chatIds = store.archive.chatIds();
  const exportSeconds = await secondsOf(() => exportTo(store, path, chatIds));
  const fileMb = statSync(path).size / 1e6;
  const other = openStore(join(folder, 'other.sqlite'));
  const partsMs: number[] = [];
  let waits = { p95Ms: 0, worstMs: 0 };
  const before = process.cpuUsage();
  const importSeconds = await secondsOf(async () => {
    const file = { path, name: 'chats', totalBytes: statSync(path).size, ...noProgress };
    waits = await longestWaitMs(importFile({ ...file, archive: timed(other.archive, partsMs), tokenizer }));
  });
  const { user, system } = process.cpuUsage(before);
  const counted = other.archive.count();
  if (counted.messages !== chatCount * messagesAChat) throw new Error(`${counted.messages} messages came.`);
  other.close();
  store.close();
  const part = join(folder, 'part.palimpsest');
  await pipeline(Readable.from(copiesOf(path, megabytes * 1e6)), createWriteStream(part));
  const { report, wasCancelled, seconds, keysMs, sendsMs } = await importWhileTyping(part);
  const keysP95Ms = keysMs[Math.floor(keysMs.length * 0.95)] ?? Number.NaN;
  reportBench({
    bench: 'carry',
    conditions: {
      messages: counted.messages,
      chats: counted.chats,
      fileMb: rounded(fileMb),
      partMb: rounded(statSync(part).size / 1e6),
    },
    rows: [
      { what: 'export, seconds', value: rounded(exportSeconds), toReach: exportGoalSeconds },
      { what: 'import, seconds', value: rounded(importSeconds), toReach: importGoalSeconds },
      { what: 'import, seconds of processor', value: rounded((user + system) / 1e6), toReach: null },
      { what: 'wait of anything else in the import, p95, ms', value: rounded(waits.p95Ms), toReach: waitGoalMs },
      { what: 'wait of anything else in the import, worst, ms', value: rounded(waits.worstMs), toReach: null },
      { what: 'the longest part of it, ms of processor', value: rounded(Math.max(...partsMs)), toReach: waitGoalMs },
      { what: 'import beside a person, seconds', value: rounded(seconds), toReach: null },
      { what: 'keystroke meanwhile, median, ms', value: rounded(median(keysMs)), toReach: null },
      { what: 'keystroke meanwhile, p95, ms', value: rounded(keysP95Ms), toReach: keyGoalMs },
      { what: 'answers meanwhile', value: sendsMs.length, toReach: null },
      { what: 'an answer meanwhile, median, ms', value: rounded(median(sendsMs)), toReach: null },
    ],
    figure: `${counted.messages} messages are exported in ${rounded(exportSeconds)} s (at most ${exportGoalSeconds}) and imported in ${rounded(importSeconds)} s (at most ${importGoalSeconds}); beside an import of ${rounded(statSync(part).size / 1e6)} MB 95 of 100 keystrokes take ${rounded(keysP95Ms)} ms (at most ${keyGoalMs})`,
    isReached:
      exportSeconds <= exportGoalSeconds &&
      importSeconds <= importGoalSeconds &&
      waits.p95Ms <= waitGoalMs &&
      keysP95Ms <= keyGoalMs &&
      wasCancelled &&
      (report?.addedMessages ?? 0) > 0,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
