import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../shared/test-support/cpu-ms.ts';
import { CoreError } from '../../shared/wire.ts';
import { wordsFor } from '../../shared/words/catalogues.ts';
import { sentenceOf } from '../../shared/words/sentence-of.ts';
import { bundledModelDir, readModelFolder } from '../models/catalog.ts';
import { ModelHandle } from '../models/model-handle.ts';
import { openStore, type Store } from '../store/store.ts';
import { writeTrees } from '../store/write-trees.ts';
import { anyTree } from '../test-support/any-tree.ts';
import { insertLongChat } from '../test-support/long-chat.ts';
import { mutated, seededRandom } from '../test-support/mutations.ts';
import { importText, palimpsestText } from '../test-support/palimpsest-text.ts';
import { ChatState } from '../turn/chat-state.ts';
import { chatViewOf } from '../turn/chat-view.ts';

const factor = Number(process.env.PALIMPSEST_TEST_RUNS_FACTOR ?? 1);
const mutationCount = 2_000 * factor;
const mostMs = 2_000;
const mostBytes = 1e9;
/** The store is another one from time to time; what is taken over meanwhile meets what came before. */
const importsAStore = 40;

const folder = readModelFolder(bundledModelDir(resolve(import.meta.dirname, '../../../models')));
const model = new ModelHandle({ ...folder, modelId: 'shipped', endTokenId: folder.endTokenIds[0] as number });
const words = wordsFor('en', []);

/** Two drawn chats and a real one, whose ids are the model's. */
async function originalText(): Promise<string> {
  const store = openStore(':memory:');
  const trees = fc
    .sample(anyTree, { seed: 3, numRuns: 6 })
    .filter(({ batches }) => [...(batches as [])].flat().length > 3);
  await writeTrees(store.archive, 'one', trees.slice(0, 2));
  insertLongChat(store, model.tokenizer, { title: 'Real', turnCount: 8 }, 1_000);
  return palimpsestText(store);
}

/** As a page opens each chat that is there: what was taken over can be shown, counted and planned. */
function openAll(store: Store): void {
  const onError = (error: unknown) => {
    throw error;
  };
  for (const { id } of store.chats.list()) {
    const chat = new ChatState(id, { store, model: () => model, findModel: () => null, onError });
    while (!chat.branch.isWhole) chat.readEarlier();
    expect(chatViewOf(chat, store).id).toBe(id);
    // With the mark that ends a message.
    expect(chat.usage([1, 2, 3]).draftTokens).toBe(4);
  }
}

describe('a file that is damaged anywhere', () => {
  it('is taken over or refused with a sentence: no crash, no hang, no end of memory', {
    timeout: 3_600_000,
  }, async () => {
    const text = await originalText();
    let store = openStore(':memory:');
    const outcomes = { taken: 0, refused: 0 };
    for (let seed = 1; seed <= mutationCount; seed++) {
      if (seed % importsAStore === 0) {
        store.close();
        store = openStore(':memory:');
      }
      const damaged = mutated(text, seededRandom(seed));
      const tookMs = await cpuMs(async () => {
        try {
          await importText(store, damaged, { tokenizer: model.tokenizer });
          outcomes.taken += 1;
        } catch (error) {
          if (!(error instanceof CoreError) || error.code !== 'badImport')
            throw new Error(`seed ${seed}`, { cause: error });
          expect(sentenceOf(words, error), `seed ${seed}`).toMatch(/\.$/);
          outcomes.refused += 1;
        }
      });
      expect(tookMs, `seed ${seed}`).toBeLessThan(mostMs);
      if (seed % importsAStore === importsAStore - 1) {
        openAll(store);
        while (store.upkeep.purgeSome());
        const exported = palimpsestText(store);
        expect((await importText(store, exported, { tokenizer: model.tokenizer })).report).toMatchObject({
          addedMessages: 0,
        });
      }
    }
    expect(process.resourceUsage().maxRSS * 1024).toBeLessThan(mostBytes);
    // Both happen, or the mutations say nothing.
    expect(Math.min(outcomes.taken, outcomes.refused)).toBeGreaterThan(mutationCount / 50);
  });
});
