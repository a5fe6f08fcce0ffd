import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostDraftUnits } from '../../shared/message-length.ts';
import type { ArchivedTree } from '../store/archive.ts';
import { openStore, type Store } from '../store/store.ts';
import { writeTrees } from '../store/write-trees.ts';
import { anyTree, hex } from '../test-support/any-tree.ts';
import { importText, palimpsestText } from '../test-support/palimpsest-text.ts';
import { makeTurn, say } from '../test-support/stored-turns.ts';

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

  it.each<[string, string]>([
    ['longer than any message', 'words '.repeat(50_000)],
    ['in which as many lines end as can be typed', '\n'.repeat(mostDraftUnits)],
    ['of which JSON makes as much as it can be', '\u0001'.repeat(mostDraftUnits)],
    ['of many bytes', '長い話'.repeat(600_000)],
  ])('has unsent words %s', async (_, draft) => {
    const [first, second] = [openStore(':memory:'), openStore(':memory:')];
    const chatId = first.chats.create(1);
    first.drafts.save(chatId, draft);
    await importText(second, palimpsestText(first));
    const [imported = 0] = second.archive.chatIds();
    expect(second.drafts.get(imported) === draft).toBe(true);
    for (const store of [first, second]) store.close();
  });

  it('has as much of a failure as says what it was, however much was stored', async () => {
    const [first, second] = [openStore(':memory:'), openStore(':memory:')];
    const chatId = first.chats.create(1);
    const { assistantId } = say(first, chatId, 'Hello');
    const reason = `${'x'.repeat(998)}${'🜁'.repeat(20_000)}`;
    const { assistant } = first.turns.begin(makeTurn(chatId, 'Again', { parentId: assistantId }));
    const logits = { chosenLogits: Float32Array.of(), largestLogits: Float32Array.of() };
    const end = { text: '', tokenIds: [], ...logits, state: 'failed', nowMs: 2, receipt: null } as const;
    first.turns.finish({ messageId: assistant.id, ...end, failure: { code: 'internal', details: { reason } } });
    const failureIn = (store: Store) => store.messages.path(store.archive.chatIds()[0] as number).at(-1)?.failure;
    await importText(second, palimpsestText(first));
    expect(failureIn(second)).toEqual({ code: 'internal', details: { reason: `${'x'.repeat(998)}…` } });
    expect(failureIn(second)).toEqual(failureIn(first));
    for (const store of [first, second]) store.close();
  });
});
