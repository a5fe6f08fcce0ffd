import fc from 'fast-check';
import type { AnsweredBy, FailureView, MessageView } from '../../shared/views.ts';
import type { ArchivedAct, ArchivedMessage, ArchivedTree } from '../store/archive.ts';
import { anyCost, anyOf, anySampling, anyUsedForm } from './any-receipt.ts';
import { emptyChat } from './archived-chats.ts';

export const hex = (size: number) =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => Buffer.from(bytes).toString('hex'));
const text = fc.string({ unit: 'binary', maxLength: 20 });
const answeredBy: fc.Arbitrary<AnsweredBy> = fc.record({
  ...{ modelHash: text, modelName: text, precision: text, device: text },
});

const drawnMessage = fc.record({
  follows: fc.nat(),
  uid: hex(16),
  text,
  hasKey: fc.boolean(),
  tokenIds: fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 5 }),
  hasLogits: fc.boolean(),
  state: anyOf<Exclude<MessageView['state'], 'streaming'>>({ done: true, stopped: true, failed: true }),
  failure: fc.constantFrom<FailureView>(
    { code: 'interrupted' },
    { code: 'replyTooLong', details: { mostTokens: 7 } },
    { code: 'notEnoughMemory', details: { purpose: 'answer' } },
    // As long as what is kept of a library's message.
    { code: 'internal', details: { reason: 'x'.repeat(1_000) } },
  ),
  // Where their tokenizer is not here, that they are unchecked is said here and not in the file.
  ids: anyOf<'fit' | 'renewed'>({ fit: true, renewed: true }),
  tokenizerHash: text,
  answeredBy,
  sampling: anySampling,
  cost: anyCost,
  form: fc.option(anyUsedForm),
  origin: fc.constantFrom('none', 'used', 'whole' as const),
  hasReceipt: fc.boolean(),
  atMs: fc.nat(),
  start: fc.nat(),
  acts: fc.uniqueArray(anyOf<ArchivedAct['kind']>({ pinned: true, leftOut: true, start: true }), { maxLength: 3 }),
});

/** Any tree: each message hangs on one before it, or is a first one, and names only what stands before it on its path. */
export const anyTree = fc
  .uniqueArray(drawnMessage, { maxLength: 25, selector: ({ uid }) => uid })
  .map((drawn): ArchivedTree => {
    const messages: ArchivedMessage[] = [];
    const pathOf = (id: number | null): ArchivedMessage[] => {
      const message = messages.find((each) => each.id === id);
      return message ? [...pathOf(message.parentId), message] : [];
    };
    for (const [index, each] of drawn.entries()) {
      const parent = messages[each.follows % (messages.length + 1)] ?? null;
      const isUser = parent?.role !== 'user';
      const id = 7 + 3 * index;
      const turns = pathOf(parent?.id ?? null).filter(({ role }) => role === 'user');
      const turn = turns[each.start % Math.max(1, turns.length)];
      const used =
        isUser || each.origin === 'none' ? null : { sampling: each.sampling, seed: each.start % 3 ? null : each.start };
      const chosenLogits = Float32Array.from(each.tokenIds, (tokenId) => tokenId / 3);
      messages.push({
        ...{ id, uid: each.uid, parentId: parent?.id ?? null, role: isUser ? 'user' : 'assistant', text: each.text },
        ...{ sendKey: isUser && each.hasKey ? `key ${id}` : null, tokenIds: each.tokenIds },
        tokenizerHash: each.tokenizerHash,
        ...(each.ids !== 'fit' && { idsState: each.ids }),
        ...{ state: isUser ? 'done' : each.state, createdAtMs: each.atMs, endedAtMs: each.hasKey ? each.atMs : null },
        failure: each.state === 'failed' && !isUser ? each.failure : null,
        answeredBy: used && each.origin === 'whole' ? each.answeredBy : null,
        promptTurnIds: used && each.origin === 'whole' ? turns.map((each) => each.id) : null,
        used,
        ...(used && each.form && { form: each.form }),
        receipt: used && each.hasReceipt ? { ...each.cost, seed: used.seed } : null,
        windowStartId: isUser ? null : (turn?.id ?? null),
        forgottenAtMs: isUser ? null : each.atMs,
        unseenTurnId: used && each.hasKey ? (turns[0]?.id ?? null) : null,
        isEdited: !isUser && each.origin === 'none' && each.hasKey,
        forgotten:
          !isUser && each.hasKey ? turns.slice(0, 2).map(({ id }) => ({ turnId: id, tokens: each.start })) : [],
        logits:
          !isUser && each.hasLogits ? { chosenLogits, largestLogits: chosenLogits.map((logit) => logit + 1) } : null,
        acts: turn
          ? each.acts.map((kind) => ({
              atMs: each.atMs,
              ...(kind === 'start'
                ? { kind, turnId: each.hasKey ? turn.id : null }
                : { kind, turnId: turn.id, value: each.hasKey }),
            }))
          : [],
      });
    }
    const activeLeafId = messages[(drawn[0]?.start ?? 0) % Math.max(1, messages.length)]?.id ?? null;
    return { chat: { ...emptyChat, activeLeafId }, batches: [messages.slice(0, 9), messages.slice(9)] };
  });
