/**
 * The store by itself: a branch of 10,000 messages read whole and in parts, and how long other writes wait while 50,000 messages are
 * imported and removed again. `--folder=…`: where the database lies; `--rounds=N`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchivedMessage } from '../src/core/store/archive.ts';
import { openStore, type Store } from '../src/core/store/store.ts';
import { writeTrees } from '../src/core/store/write-trees.ts';
import { emptyChat } from '../src/core/test-support/archived-chats.ts';
import { answeredBy, makeTurn, none, receipt, sampling } from '../src/core/test-support/stored-turns.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';

const rounds = Number(benchFlag('rounds', '20'));
const branchMessages = 10_000;
const importMessages = 50_000;
const wholeLimitMs = 45;
const newestLimitMs = 4;
const waitLimitMs = 50;
const partLimitMs = 20;

const question = 'What does the sea look like this evening?';
const answer = 'Grey and calm, with a line of light in the west. And the wind is up a little.';

/** One branch, each answer with what a real one has: 24 ids and logits, 24 turns in its prompt, and a receipt. */
function* branchOf(messageCount: number): Generator<ArchivedMessage[]> {
  const common = {
    tokenizerHash: 'h',
    state: 'done',
    failure: null,
    createdAtMs: 1,
    endedAtMs: 2,
    sendKey: null,
    acts: [],
  } as const;
  const unanswered = {
    answeredBy: null,
    promptTurnIds: null,
    used: null,
    receipt: null,
    logits: null,
    forgotten: [],
    unseenTurnId: null,
    isEdited: false,
  };
  for (let first = 1; first < messageCount; first += 100) {
    const batch: ArchivedMessage[] = [];
    for (let id = first; id < first + 100; id += 2) {
      const uid = (of: number) => of.toString(16).padStart(32, '0');
      const start = Math.max(1, id - 46);
      const forgotten = start > 1 ? [{ turnId: start - 2, tokens: 39 }] : [];
      const window = { windowStartId: start, forgottenAtMs: 3, forgotten, unseenTurnId: null, isEdited: false };
      const ids = Array.from({ length: 24 }, (_, index) => index * 2_000);
      const logits = { chosenLogits: Float32Array.from(ids), largestLogits: Float32Array.from(ids) };
      const promptTurnIds = Array.from({ length: (id - start) / 2 + 1 }, (_, index) => start + 2 * index);
      batch.push({
        ...{ id, uid: uid(id), parentId: id === 1 ? null : id - 1, role: 'user', text: `${question} ${id}` },
        ...{ ...common, ...unanswered, tokenIds: ids.slice(0, 13), windowStartId: null, forgottenAtMs: null },
      });
      batch.push({
        ...{
          id: id + 1,
          uid: uid(id + 1),
          parentId: id,
          role: 'assistant',
          text: answer,
          tokenIds: ids,
          ...common,
          ...window,
        },
        ...{ logits, answeredBy, promptTurnIds, used: { sampling, seed: 1 }, receipt },
      });
    }
    yield batch;
  }
}

async function importBranch(store: Store, messageCount: number): Promise<number> {
  const chat = { ...emptyChat, activeLeafId: messageCount };
  const [chatId] = await writeTrees(store.archive, `${messageCount} messages`, [
    { chat, batches: branchOf(messageCount) },
  ]);
  return chatId as number;
}

function timesMs(work: () => unknown): number[] {
  return Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
}

/** How long a turn that is due every 20 ms comes late, its own writing included, until the work is done. */
async function waitsMs(store: Store, work: Promise<unknown>): Promise<number[]> {
  const waits: number[] = [];
  const chatId = store.chats.create(1);
  let isOver = false;
  const whenDone = work.finally(() => {
    isOver = true;
  });
  for (let parentId: number | null = null; !isOver; ) {
    const dueAtMs = performance.now() + 20;
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { assistant } = store.turns.begin(makeTurn(chatId, question, { parentId }));
    waits.push(performance.now() - dueAtMs);
    const end = {
      messageId: assistant.id,
      text: answer,
      tokenIds: [1],
      ...none,
      state: 'done',
      receipt,
      nowMs: 3,
    } as const;
    store.turns.finish(end);
    parentId = assistant.id;
  }
  await whenDone;
  return waits;
}

/** As the application does, without its pauses. */
async function purge(store: Store, partsMs: number[]): Promise<void> {
  for (let isMore = true; isMore; ) {
    const startedAt = performance.now();
    isMore = store.upkeep.purgeSome();
    partsMs.push(performance.now() - startedAt);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const folder = mkdtempSync(join(benchFlag('folder', tmpdir()), 'palimpsest-store-'));
const store = openStore(join(folder, 'palimpsest.sqlite'));
const row = (what: string, values: readonly number[], limitMs: number | null) => ({
  what,
  medianMs: rounded(median(values), 2),
  worstMs: rounded(Math.max(...values), 2),
  toReachMs: limitMs,
});
try {
  const chatId = await importBranch(store, branchMessages);
  const middleId = store.messages.path(chatId)[branchMessages / 2]?.id as number;
  const whole = row(
    `${branchMessages} messages read`,
    timesMs(() => store.messages.path(chatId)),
    wholeLimitMs,
  );
  const newest = row(
    'the newest 60',
    timesMs(() => store.messages.newest(chatId, 60)),
    newestLimitMs,
  );
  const before = row(
    '60 before another',
    timesMs(() => store.messages.before(middleId, 60)),
    newestLimitMs,
  );
  const waits = row(
    `a turn while ${importMessages} are imported`,
    await waitsMs(store, importBranch(store, importMessages)),
    waitLimitMs,
  );
  store.chats.delete(chatId, 2);
  store.chats.deleteForGood([chatId]);
  const partsMs: number[] = [];
  const purgeWaits = row(
    `a turn while ${branchMessages} are removed`,
    await waitsMs(store, purge(store, partsMs)),
    waitLimitMs,
  );
  const part = row('one part of removing', partsMs, partLimitMs);
  const rows = [whole, newest, before, waits, purgeWaits, part];
  reportBench({
    bench: 'store',
    conditions: { rounds, branchMessages, importMessages },
    rows,
    figure:
      `${branchMessages} messages are read in ${whole.medianMs} ms (to reach: ${wholeLimitMs}), the newest 60 in ${newest.medianMs}, ` +
      `and a part of them is removed in ${part.medianMs} (${partLimitMs})`,
    isReached: rows.every(({ medianMs, toReachMs }) => toReachMs === null || medianMs <= toReachMs),
  });
} finally {
  store.close();
  rmSync(folder, { recursive: true, force: true });
}
