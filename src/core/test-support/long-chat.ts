import { join, resolve } from 'node:path';
import { bundledModelDir } from '../models/catalog.ts';
import type { CountedTurn } from '../store/forgotten-turns.ts';
import { openStore, type Store } from '../store/store.ts';
import { openTokenizer } from '../text/read-tokenizer.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { plainFormTokens, turnTokenCount } from '../turn/prompt.ts';
import { answeredBy, makeTurn, none, receipt } from './stored-turns.ts';

const modelsDir = resolve(import.meta.dirname, '../../../models');

/** A chat to be inserted: so many turns, all of them answered. */
export interface LongChat {
  readonly title: string;
  readonly turnCount: number;
  /** What is said in a turn. Defaults to `wordsOf`. */
  readonly say?: (turn: number, role: 'user' | 'assistant') => string;
}

/**
 * Turns that the model still sees at the end of an inserted chat of an even number of turns: with a reply, about half of the
 * bundled one's window. As the window is planned, it forgets down to that where more than `SEEN_TURNS + 1` would be seen.
 */
export const SEEN_TURNS = 2;

const sentences = [
  'The sea is grey and calm this evening, with a line of light in the west.',
  'What did the harbour look like when you were a child?',
  'Marlene keeps a small boat there, and paints it every spring.',
  'In the morning the fishermen come back, and the gulls with them!',
  'Nobody in the town remembers who built the lighthouse.',
  'It was rebuilt twice: once after the great storm, and once after the war.',
];

/** Words of a message, from a few to some paragraphs, always the same for the same turn; each names its turn. */
export function wordsOf(turn: number, role: 'user' | 'assistant'): string {
  const count = role === 'user' ? 1 + (turn % 3) : 1 + ((turn * 7) % 9);
  const chosen = Array.from({ length: count }, (_, index) => sentences[(turn + index) % sentences.length]);
  const paragraphs =
    role === 'assistant' && turn % 10 === 3 ? `${chosen.join(' ')}\n\n${chosen.join(' ')}` : chosen.join(' ');
  return `${role === 'user' ? 'Question' : 'Answer'} ${turn}. ${paragraphs}`;
}

/**
 * Writes chats through the store into a data folder that no application has open, as they would be after so many turns, the
 * last given one the newest; none of them asks before it forgets, and what is said in them is answered the same each time. Gives
 * their ids.
 */
export function insertLongChats(dataDir: string, chats: readonly LongChat[]): number[] {
  const store = openStore(join(dataDir, 'palimpsest.sqlite'));
  const tokenizer = openTokenizer(bundledModelDir(modelsDir));
  const firstMs = Date.now() - chats.length * 60_000;
  try {
    return chats.map((chat, index) => insertLongChat(store, tokenizer, chat, firstMs + index * 60_000));
  } finally {
    store.close();
  }
}

/** Writes one chat through a store, at a moment in ms. Gives its id. */
export function insertLongChat(
  store: Store,
  tokenizer: Tokenizer,
  { title, turnCount, say = wordsOf }: LongChat,
  nowMs: number,
): number {
  const chatId = store.chats.create(nowMs);
  const turns: CountedTurn[] = [];
  let start = 0;
  let parentId: number | null = null;
  for (let turn = 0; turn < turnCount; turn++) {
    const text = say(turn, 'user');
    const answer = say(turn, 'assistant');
    const before = start;
    if (turn + 1 - start > SEEN_TURNS + 1) start = turn + 1 - SEEN_TURNS;
    const { user, assistant } = store.turns.begin(
      makeTurn(chatId, text, {
        ...{ parentId, tokenIds: tokenizer.encode(text), tokenizerHash: tokenizer.hash, nowMs, answeredBy },
        windowStartId: start === 0 ? null : (turns[start]?.turnId ?? null),
        forgottenAtMs: start === 0 ? null : nowMs,
        forgotten: turns.slice(before, start),
      }),
    );
    store.turns.finish({
      ...{ messageId: assistant.id, text: answer, tokenIds: tokenizer.encode(answer), ...none },
      ...{ state: 'done', receipt, nowMs },
    });
    parentId = assistant.id;
    turns.push({
      turnId: user.id,
      tokens: turnTokenCount({ userIds: user.tokenIds, answerIds: tokenizer.encode(answer) }, plainFormTokens),
    });
  }
  store.chats.rename(chatId, title);
  store.settings.configureChat(chatId, { telling: 'silent', isGreedy: true });
  return chatId;
}
