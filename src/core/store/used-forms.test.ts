import { expect, it } from 'vitest';
import type { UsedForm } from '../../shared/chat-form-view.ts';
import { makeTurn } from '../test-support/stored-turns.ts';
import { openStore } from './store.ts';

const form: UsedForm = {
  name: 'own',
  template: { opening: 'A talk.', turn: '- {user}\n- {answer}\n', stopTexts: ['\n-'] },
  ...{ openingTokens: 3, questionTokens: 4, answerTokens: 1 },
};

it('an answer keeps the form that its prompt was written in, and the one that it was computed in where that is another', () => {
  const store = openStore(':memory:');
  const chatId = store.chats.create(1);
  const begun = store.turns.begin({ ...makeTurn(chatId, 'Hello!'), form });
  expect(begun.user).not.toHaveProperty('form');
  expect(begun.assistant.form).toEqual(form);
  const { answeredBy, promptTurnIds, sampling, seed } = makeTurn(chatId, 'Hello!');
  const again = { answeredBy, promptTurnIds: [...promptTurnIds, begun.user.id], sampling, seed };
  store.turns.setOrigin(begun.assistant.id, again);
  expect(store.messages.get(begun.assistant.id)).not.toHaveProperty('form');
  const other = { ...form, openingTokens: 5 };
  store.turns.setOrigin(begun.assistant.id, { ...again, form: other });
  expect(store.messages.get(begun.assistant.id)?.form).toEqual(other);
  store.close();
});

it('what was chosen for a model is read back, and a person’s own stays while another one is chosen', () => {
  const store = openStore(':memory:');
  const own = {
    name: 'own',
    template: form.template,
    sampling: { temperature: 1, topP: 1, repetitionPenalty: 1 },
  } as const;
  const { modelForms } = store;
  expect([modelForms.chosen('shipped'), modelForms.own('shipped')]).toEqual([null, null]);
  modelForms.choose('shipped', own);
  expect([modelForms.chosen('shipped'), modelForms.own('shipped')]).toEqual([own, own]);
  expect(modelForms.chosen('other')).toBeNull();
  modelForms.choose('shipped', { name: 'continuation' });
  expect([modelForms.chosen('shipped'), modelForms.own('shipped')]).toEqual([{ name: 'continuation' }, own]);
  modelForms.choose('shipped', null);
  expect([modelForms.chosen('shipped'), modelForms.own('shipped')]).toEqual([null, own]);
  store.close();
});
