import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageView, TurnView } from '../../../shared/views.ts';
import {
  blocksOf,
  keptThrough,
  messagesOf,
  TURNS_IN_BLOCK,
  type TurnBlocks,
  toldAnew,
  turnIn,
  turnViewsOf,
  withEarlier,
  withMessages,
  withTurnViews,
} from './turn-blocks.ts';

/** Turn n has the messages 2n - 1 and 2n, and is named by the first of them. */
function messages(fromId: number, toId: number): MessageView[] {
  const ids = Array.from({ length: Math.max(0, toId - fromId + 1) }, (_, index) => fromId + index);
  return ids.map((id) => {
    const own = { id, turnId: id - ((id + 1) % 2), role: id % 2 === 1 ? 'user' : 'assistant' };
    return { ...own, text: `Words ${id}`, state: 'done' } as MessageView;
  });
}

const view = (id: number, isSeen = true) => ({ id, name: `Turn ${id}`, tokenCount: 6, isSeen }) as TurnView;
const viewsOf = (told: readonly MessageView[]) => [...new Set(told.map(({ turnId }) => turnId))].map((id) => view(id));
const told = (fromId: number, toId: number) => {
  const own = messages(fromId, toId);
  return { messages: own, turns: viewsOf(own) };
};
const ids = (blocks: TurnBlocks) => [...messagesOf(blocks)].map(({ id }) => id);
const turnsOf = (blocks: TurnBlocks) => blocks.flatMap(({ turns }) => turns);
const upTo = (lastId: number) => messages(1, lastId).map(({ id }) => id);

describe('turns in blocks', () => {
  it('are found by their ids', () => {
    const blocks = blocksOf(told(1, 400));
    expect([1, 3, 127, 129, 399].map((id) => turnIn(blocks, id)?.id)).toEqual([1, 3, 127, 129, 399]);
    expect([0, 2, 401].map((id) => turnIn(blocks, id))).toEqual([null, null, null]);
    expect(turnIn([], 1)).toBeNull();
  });

  it('are in order, however the pieces are cut in which they were told', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 399 }), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, (unordered) => {
        const edges = [...unordered.sort((one, other) => other - one), 0];
        let end = edges.shift() ?? 0;
        let blocks = blocksOf(told(end + 1, 400));
        for (const edge of edges) {
          blocks = withEarlier(blocks, told(edge + 1, end));
          end = edge;
        }
        expect(ids(blocks)).toEqual(upTo(400));
        expect(turnViewsOf(blocks).map(({ id }) => id)).toEqual(viewsOf(messages(1, 400)).map(({ id }) => id));
        for (const { key, turns } of blocks) {
          expect(key).toBe(turns[0]?.id);
          expect(turns.length).toBeLessThanOrEqual(TURNS_IN_BLOCK);
        }
      }),
    );
  });

  it('are cut behind any message, and go on behind it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (lastId) => {
        const kept = keptThrough(blocksOf(told(1, 300)), lastId === 0 ? null : lastId);
        expect(ids(kept)).toEqual(upTo(lastId));
        expect(ids(withMessages(kept, messages(lastId + 1, 310)))).toEqual(upTo(310));
      }),
    );
  });

  it('stay the very same objects but for the block and the turn that changed', () => {
    const before = blocksOf(told(1, 400));
    const after = withTurnViews(before, [view(131, false), view(201)]);
    const changed = after.filter((block, index) => block !== before[index]);
    expect(changed.map(({ key }) => key)).toEqual([129]);
    const old = before.find(({ key }) => key === 129)?.turns;
    expect(changed[0]?.turns.filter((turn, index) => turn !== old?.[index]).map(({ id }) => id)).toEqual([131]);
    expect(withTurnViews(before, [view(1)])).toBe(before);
  });

  it('keep what is known when a chat is told anew, and take over what is different', () => {
    const before = blocksOf(told(1, 400));
    expect(toldAnew(before, told(341, 400))).toEqual(before);
    expect(toldAnew(before, told(341, 400))[0]).toBe(before[0]);
    const again = turnsOf(toldAnew(before, told(341, 400)));
    expect(turnsOf(before).every((turn, index) => turn === again[index])).toBe(true);
    expect(withEarlier(toldAnew(before, told(341, 402)), told(1, 340))[0]).toBe(before[0]);
    expect(ids(toldAnew(before, told(341, 402)))).toEqual(upTo(402));
    const otherPath = { messages: [...messages(341, 350), ...messages(411, 414)], turns: [] };
    expect(ids(toldAnew(before, otherPath))).toEqual([...upTo(350), 411, 412, 413, 414]);
    const elsewhere = { messages: messages(501, 520), turns: [] };
    expect(ids(toldAnew(before, elsewhere))).toEqual(messages(501, 520).map(({ id }) => id));
  });

  it('show another branch with what it shares as it was, and without what stood on the other alone', () => {
    const before = blocksOf(told(1, 8));
    const [question] = messages(5, 5);
    const other = { id: 21, turnId: 5, role: 'assistant', text: 'Other words', state: 'done', beside: [6, 21] };
    const branch = {
      messages: [...messages(1, 4), question, other as unknown as MessageView] as MessageView[],
      turns: [],
    };
    const shown = toldAnew(before, branch);
    expect(ids(shown)).toEqual([1, 2, 3, 4, 5, 21]);
    expect(turnsOf(shown).slice(0, 2)).toEqual(turnsOf(before).slice(0, 2));
    expect(turnsOf(shown)[0]).toBe(turnsOf(before)[0]);
    // A question that has no answer on this branch.
    expect(ids(toldAnew(shown, { messages: branch.messages.slice(0, 5), turns: [] }))).toEqual(upTo(5));
    // What stands beside a message is told with it.
    const alone = { ...branch, messages: branch.messages.map((message) => ({ ...message, beside: undefined })) };
    expect(turnsOf(toldAnew(shown, alone as unknown as typeof branch)).at(-1)?.assistant?.beside).toBeUndefined();
  });
});
