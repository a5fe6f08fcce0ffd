/**
 * Looking up what was said: 100,000 messages in 1,000 chats, half of them English and half Chinese, their words as frequent as
 * words are. Each kind of question is asked with words drawn from what was said. `--chats=N`, `--queries=N`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { findWords } from '../src/core/search/find-words.ts';
import { openStore } from '../src/core/store/store.ts';
import { writeTrees } from '../src/core/store/write-trees.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';
import { saidChats } from './said-chats.ts';
import { hanCharacter, latinWord, times } from './said-words.ts';

const chatCount = Number(benchFlag('chats', '1000'));
const queryCount = Number(benchFlag('queries', '200'));
const messagesAChat = 100;
const goalMs = 20;
const goalShare = 2.5;

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
  const said = saidChats(chatCount, messagesAChat);
  await writeTrees(store.archive, 'bench', said.trees());
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
  const share = bytes / said.textBytes();
  const worst = Math.max(...rows.map((row) => row.p95Ms));
  reportBench({
    bench: 'search',
    conditions: {
      ...{ messages: chatCount * messagesAChat, chats: chatCount, queries: queryCount },
      ...{
        textMb: rounded(said.textBytes() / 1e6),
        indexMb: rounded(bytes / 1e6),
        importSeconds: rounded(importSeconds),
      },
    },
    rows,
    figure: `a search among ${chatCount * messagesAChat} messages takes at most ${worst} ms (p95, to reach: ${goalMs}), the index is ${rounded(share, 2)} x the text (at most ${goalShare})`,
    isReached: worst <= goalMs && share <= goalShare,
  });
} finally {
  store.close();
  rmSync(folder, { recursive: true, force: true });
}
