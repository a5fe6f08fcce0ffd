import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ChatSummary } from '../../../shared/views.ts';
import { chatsAfter } from './chat-list.ts';

const summary = (id: number, updatedAtMs: number): ChatSummary => ({
  ...{ id, updatedAtMs, title: `Chat ${id}`, createdAtMs: updatedAtMs, cachedTokens: 0 },
});
const inOrder = (chats: readonly ChatSummary[]) =>
  [...chats].sort((one, other) => other.updatedAtMs - one.updatedAtMs || other.id - one.id);

it('has the chat used last first, and the very same objects where nothing changed', () => {
  const summaries = fc.uniqueArray(
    fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 5 })).map(([id, atMs]) => summary(id, atMs)),
    { selector: ({ id }) => id },
  );
  const removed = fc.uniqueArray(fc.integer({ min: 1, max: 12 }));
  fc.assert(
    fc.property(summaries, summaries, removed, (before, changed, removedIds) => {
      const after = chatsAfter(inOrder(before), { changed, removedIds });
      const gone = new Set([...removedIds, ...changed.map(({ id }) => id)]);
      const expected = inOrder([...before.filter(({ id }) => !gone.has(id)), ...changed]);
      expect(after.every((chat, index) => chat === expected[index])).toBe(true);
      expect(after.length).toBe(expected.length);
    }),
  );
});
