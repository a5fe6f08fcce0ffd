/**
 * Looking up what was said: 100,000 messages in 1,000 chats, half of them English and half Chinese, their words as frequent as
 * words are. Each kind of question is asked with words drawn from what was said. `--chats=N`, `--queries=N`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { findWords } from '../src/core/search/find-words.ts';
import type { ArchivedMessage } from '../src/core/store/archive.ts';
import { openStore } from '../src/core/store/store.ts';
import { writeTrees } from '../src/core/store/write-trees.ts';
import { emptyChat } from '../src/core/test-support/archived-chats.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';
import { chinese, english, hanCharacter, latinWord, times } from './said-words.ts';

const chatCount = Number(benchFlag('chats', '1000'));
const queryCount = Number(benchFlag('queries', '200'));
const messagesAChat = 100;
const goalMs = 20;
const goalShare = 2.5;

let textBytes = 0;
function* messagesOf(chat: number): Generator<ArchivedMessage[]> {
  const batch: ArchivedMessage[] = [];
  for (let id = 1; id <= messagesAChat; id++) {
    const text = chat % 2 === 0 ? english() : chinese();
    textBytes += Buffer.byteLength(text);
    batch.push({
      ...{ id, uid: (chat * 1_000 + id).toString(16).padStart(32, '0'), parentId: id === 1 ? null : id - 1 },
      ...{ role: id % 2 === 1 ? 'user' : 'assistant', text, tokenIds: [1], tokenizerHash: 'h', state: 'done' },
      ...{
        failure: null,
        createdAtMs: 1_600_000_000_000 + (chat * messagesAChat + id) * 15_000,
        endedAtMs: null,
        sendKey: null,
        acts: [],
      },
      ...{ answeredBy: null, promptTurnIds: null, used: null, receipt: null, logits: null },
      ...{ windowStartId: null, forgottenAtMs: null, forgotten: [], unseenTurnId: null, isEdited: false },
    } as ArchivedMessage);
  }
  yield batch;
}

function* trees() {
  for (let chat = 1; chat <= chatCount; chat++) {
    const uid = chat.toString(16).padStart(32, '0');
    yield {
      chat: { ...emptyChat, uid, title: english().slice(0, 40), activeLeafId: messagesAChat },
      batches: messagesOf(chat),
    };
  }
}

const kinds: readonly (readonly [string, () => string])[] = [
  ['1 letter', () => latinWord().slice(0, 1)],
  ['2 letters', () => latinWord().slice(0, 2)],
  ['4 letters', () => latinWord().padEnd(4, 'a').slice(0, 4)],
  ['one word', () => `${latinWord()} `],
  ['two words', () => `${latinWord()} ${latinWord()}`],
  ['1 Chinese character', hanCharacter],
  ['2 Chinese characters', () => hanCharacter() + hanCharacter()],
  ['4 Chinese characters', () => times(4, hanCharacter).join('')],
];

const folder = mkdtempSync(join(tmpdir(), 'palimpsest-search-'));
const file = join(folder, 'palimpsest.sqlite');
const store = openStore(file);
try {
  const startedAt = performance.now();
  await writeTrees(store.archive, 'bench', trees());
  const importSeconds = (performance.now() - startedAt) / 1_000;
  const sizes = new Database(file, { readonly: true });
  const bytes = sizes
    .prepare("SELECT SUM(pgsize) FROM dbstat WHERE name LIKE 'message_index%' OR name LIKE '%message_entries%'")
    .pluck()
    .get() as number;
  sizes.close();
  const rows = kinds.map(([what, query]) => {
    const found: number[] = [];
    const ms = times(queryCount, () => {
      const asked = query();
      const startedAt = performance.now();
      const { groups } = findWords(asked, { store, open: null, isFilling: false });
      found.push(groups.length);
      return performance.now() - startedAt;
    }).sort((one, other) => one - other);
    const p95Ms = ms[Math.floor(ms.length * 0.95)] as number;
    return { what, medianMs: rounded(median(ms)), p95Ms: rounded(p95Ms), groups: median(found), toReachMs: goalMs };
  });
  const share = bytes / textBytes;
  const worst = Math.max(...rows.map((row) => row.p95Ms));
  reportBench({
    bench: 'search',
    conditions: {
      ...{ messages: chatCount * messagesAChat, chats: chatCount, queries: queryCount },
      ...{ textMb: rounded(textBytes / 1e6), indexMb: rounded(bytes / 1e6), importSeconds: rounded(importSeconds) },
    },
    rows,
    figure: `a search among ${chatCount * messagesAChat} messages takes at most ${worst} ms (p95, to reach: ${goalMs}), the index is ${rounded(share, 2)} x the text (at most ${goalShare})`,
    isReached: worst <= goalMs && share <= goalShare,
  });
} finally {
  store.close();
  rmSync(folder, { recursive: true, force: true });
}
