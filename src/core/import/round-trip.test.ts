import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArchivedTree } from '../store/archive.ts';
import { openStore } from '../store/store.ts';
import { writeTrees } from '../store/write-trees.ts';
import { anyTree, hex } from '../test-support/any-tree.ts';
import { importText, palimpsestText } from '../test-support/palimpsest-text.ts';

const anyChat = fc.record({
  uid: hex(16),
  title: fc.string({ unit: 'binary', maxLength: 30 }),
  isTitleGiven: fc.boolean(),
  createdAtMs: fc.nat(),
  updatedAtMs: fc.nat(),
  draft: fc.string({ unit: 'binary', maxLength: 20 }),
  deletedAtMs: fc.option(fc.nat(), { nil: undefined }),
  archivedAtMs: fc.option(fc.nat(), { nil: undefined }),
  pinnedAtMs: fc.option(fc.nat(), { nil: undefined }),
  model: fc.option(
    fc.record({
      name: fc.string({ unit: 'binary', maxLength: 20 }),
      checkpointHash: fc.option(hex(4)),
      tokenizerHash: hex(4),
    }),
    { nil: undefined },
  ),
  settings: fc.record(
    {
      topK: fc.nat(1_000_000),
      temperature: fc.constantFrom(0.01, 0.7, 1, 9.5),
      policy: fc.constantFrom('dropOldest', 'keepFirst', 'neverForget' as const),
      stopTexts: fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 9 }), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  ),
});

/** Any chats with any trees, all of whose uids differ. */
const anyTrees = fc
  .uniqueArray(fc.tuple(anyChat, anyTree), { maxLength: 4, selector: ([chat]) => chat.uid })
  .map((drawn): ArchivedTree[] =>
    drawn.map(([{ deletedAtMs, archivedAtMs, pinnedAtMs, model, ...chat }, tree]) => {
      const { activeLeafId } = tree.chat;
      const places = {
        ...(deletedAtMs !== undefined && { deletedAtMs }),
        ...(archivedAtMs !== undefined && { archivedAtMs }),
        ...(pinnedAtMs !== undefined && { pinnedAtMs }),
        ...(model !== undefined && { model }),
      };
      return { ...tree, chat: { ...chat, activeLeafId, ...places } };
    }),
  );

const factor = Number(process.env.PALIMPSEST_TEST_RUNS_FACTOR ?? 1);

describe('everything that is exported', () => {
  it('is exported again the same from an empty store that imported it, and adds nothing where it is imported once more', {
    timeout: 3_600_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(anyTrees, async (trees) => {
        const [first, second] = [openStore(':memory:'), openStore(':memory:')];
        const [originId, ...branchedIds] = await writeTrees(first.archive, 'one', trees);
        for (const chatId of branchedIds) first.branches.setOrigin(chatId, originId as number);
        const exported = palimpsestText(first);
        const { report } = await importText(second, exported);
        expect(report.skippedMessages + report.changedMessages).toBe(0);
        expect(palimpsestText(second)).toBe(exported);
        for (const store of [first, second]) {
          const again = await importText(store, exported);
          expect(again.report).toMatchObject({ addedChats: 0, addedMessages: 0 });
          expect(palimpsestText(store)).toBe(exported);
          store.close();
        }
      }),
      { numRuns: 50 * factor },
    );
  });
});
