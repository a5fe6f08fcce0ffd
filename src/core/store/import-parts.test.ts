import { describe, expect, it } from 'vitest';
import { archivedMessage, emptyChat } from '../test-support/archived-chats.ts';
import { importText, palimpsestText } from '../test-support/palimpsest-text.ts';
import { openStore, type Store } from './store.ts';
import type { Archive } from './store-functions.ts';
import { writeTrees } from './write-trees.ts';

/** What an import did without a turn of the loop: its calls one after another, and how long each took. */
interface Part {
  readonly steps: string[];
  readonly tookMs: number[];
}

const writingSteps = ['begin', 'addChat', 'addMessages', 'mergeChat', 'mergeMessages', 'finish'] as const;

/** The same archive, with what is written between two turns of the loop noted. */
function watchParts(archive: Archive): { readonly archive: Archive; readonly parts: readonly Part[] } {
  const parts: Part[] = [];
  let isTurned = true;
  const noting = (step: string, call: (...input: never[]) => unknown) => {
    return (...input: never[]): unknown => {
      if (isTurned) {
        parts.push({ steps: [], tookMs: [] });
        isTurned = false;
        setImmediate(() => {
          isTurned = true;
        });
      }
      const startedAtMs = performance.now();
      const result = call(...input);
      parts.at(-1)?.steps.push(step);
      parts.at(-1)?.tookMs.push(performance.now() - startedAtMs);
      return result;
    };
  };
  const noted = Object.fromEntries(writingSteps.map((step) => [step, noting(step, archive[step])]));
  return { archive: { ...archive, ...noted }, parts };
}

const chatCount = 600;

/** Several hundred chats, each with settings and unsent words; half of them are empty, one behind another. */
function* manyChats() {
  for (let place = 0; place < chatCount; place++) {
    const settings = { isGreedy: true, maxReplyTokens: 64, policy: 'keepFirst', stopTexts: ['You:'] } as const;
    const uid = String(place).padStart(32, 'c');
    const said = { ...archivedMessage(1, null), uid: String(place).padStart(32, 'a') };
    const isEmpty = place % 100 < 50;
    const chat = { ...emptyChat, uid, settings, draft: 'unsent words', activeLeafId: isEmpty ? null : 1 };
    yield { chat, batches: isEmpty ? [] : [[said]] };
  }
}

/** The parts of three imports of the same, each into a store of its own, without a disk. */
async function importThrice(
  importAll: (archive: Archive, store: Store) => Promise<unknown>,
): Promise<readonly (readonly Part[])[]> {
  const tries: (readonly Part[])[] = [];
  for (let round = 0; round < 3; round++) {
    const store = openStore(':memory:');
    const { archive, parts } = watchParts(store.archive);
    await importAll(archive, store);
    expect(store.chats.list()).toHaveLength(chatCount);
    tries.push(parts);
    store.close();
  }
  return tries;
}

/** Of each part what it took at best: on a busy machine any one of them may have waited for the processor. */
function leastMs(tries: readonly (readonly Part[])[]): number[] {
  return (tries[0] ?? []).map((part, at) =>
    part.tookMs.reduce((sum, _, call) => sum + Math.min(...tries.map((parts) => parts[at]?.tookMs[call] ?? 0)), 0),
  );
}

/** What the parts were, each kind once. It is the same at every try. */
function stepsOfAll(tries: readonly (readonly Part[])[]): readonly string[] {
  const [first = [], ...others] = tries.map((parts) => parts.map(({ steps }) => steps.join(', ')));
  for (const other of others) expect(other).toEqual(first);
  return [...new Set(first)];
}

describe('an import of several hundred chats gives all other writes a turn between any two parts, none of which takes long,', () => {
  it('when trees are written', async () => {
    const tries = await importThrice((archive) => writeTrees(archive, 'one', manyChats()));
    expect(stepsOfAll(tries)).toEqual(['begin, addChat', 'addChat', 'addMessages', 'finish']);
    expect(Math.max(...leastMs(tries))).toBeLessThan(50);
  });

  it('when a file is read', async () => {
    const store = openStore(':memory:');
    await writeTrees(store.archive, 'one', manyChats());
    const text = palimpsestText(store);
    store.close();
    const tries = await importThrice((archive, to) => importText({ ...to, archive }, text));
    expect(stepsOfAll(tries)).toEqual(['begin', 'mergeChat', 'mergeMessages', 'finish']);
    expect(Math.max(...leastMs(tries))).toBeLessThan(50);
  });
});
