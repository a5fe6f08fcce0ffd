import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UsedForm } from '../../shared/chat-form-view.ts';
import { answeredBy, makeTurn, receipt, sampling } from '../test-support/stored-turns.ts';
import { openStore, type Store } from './store.ts';
import type { NewTurn } from './turn-records.ts';

const words = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('half \ud800 a pair'));
const ids = fc.array(fc.nat(0xff_ffff), { maxLength: 5 });
const form: UsedForm = {
  name: 'userAssistant',
  template: { opening: 'A talk.\n', turn: 'User: {user}\nAssistant: {assistant}\n', stopTexts: ['User:'] },
  ...{ openingTokens: 3, questionTokens: 4, answerTokens: 1 },
};

const begun = fc.record({
  text: words,
  tokenIds: ids,
  sendKey: fc.option(fc.uuid()),
  answeredBy: fc.constantFrom(null, answeredBy, { ...answeredBy, device: 'webgpu' }),
  form: fc.constantFrom(null, form),
  takenOver: fc.option(fc.record({ text: words, tokenIds: ids })),
  forgottenAtMs: fc.option(fc.nat()),
  forgets: fc.array(fc.nat(900), { maxLength: 3 }),
});
/** A clock gives no -0, which SQLite does not know. */
const figure = fc.double().map((time) => time + 0);
const ended = fc.record({
  text: words,
  tokenIds: ids,
  state: fc.constantFrom('done', 'stopped', 'failed'),
  failure: fc.constantFrom(null, { code: 'engineEnded' as const }, { code: 'noSuchTurn' as const }),
  receipt: fc.option(fc.record({ prefillMs: figure, firstTokenMs: fc.option(figure), decodeMs: figure })),
  sharesWords: fc.boolean(),
});

/** What was said before, so that there is something to forget and to be asked for. */
function earlierTurns(store: Store, chatId: number) {
  const ends: number[] = [];
  const turnIds = Array.from({ length: 3 }, () => {
    const { user, assistant } = store.turns.begin(makeTurn(chatId, 'Hello', { parentId: ends.at(-1) ?? null }));
    ends.push(assistant.id);
    return user.id;
  });
  return { turnIds, parentId: ends.at(-1) ?? null };
}

const noLogits = (count: number) => ({
  chosenLogits: new Float32Array(count).fill(1.5),
  largestLogits: new Float32Array(count).fill(2.5),
});

describe('messages of what was written', () => {
  it('are what would be read', () => {
    const store = openStore(':memory:');
    fc.assert(
      fc.property(begun, ended, ({ takenOver, forgets, ...given }, end) => {
        const chatId = store.chats.create(1);
        const { turnIds, parentId } = earlierTurns(store, chatId);
        const forgotten = [...new Set(forgets)].map((tokens, index) => ({ turnId: turnIds[2 - index] ?? 0, tokens }));
        const turn: NewTurn = makeTurn(chatId, given.text, {
          ...given,
          ...{ parentId, forgotten, windowStartId: turnIds[1] ?? null, sampling, seed: receipt.seed },
          takenOver: takenOver && { ...takenOver, ...noLogits(takenOver.tokenIds.length) },
        });
        const { user, assistant } = store.turns.begin(turn);
        const read = (id: number) => store.messages.some([id])[0];
        expect(user).toEqual(read(user.id));
        expect(assistant).toEqual(read(assistant.id));

        const { sharesWords, receipt: figures, ...rest } = end;
        const told = store.turns.finish(
          {
            ...{ ...rest, messageId: assistant.id, ...noLogits(rest.tokenIds.length), nowMs: 2_000 },
            receipt: figures && { ...receipt, ...figures },
            unseenTurnId: sharesWords ? (turnIds[0] ?? null) : null,
          },
          assistant,
        );
        expect(told).toEqual(read(assistant.id));
        // As it was begun, also where the end does not write it again.
        expect(store.messages.get(assistant.id)?.used).toEqual({ sampling, seed: receipt.seed });
      }),
    );
  });
});
