import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormTemplate } from '../../../shared/chat-form-view.ts';
import { saying } from '../../../shared/test-support/saying.ts';
import { draftTokenCount, promptIdsOf, type TurnIds, turnTokenCount } from '../../turn/prompt.ts';
import { openTokenizer } from '../read-tokenizer.ts';
import { builtInForms } from './built-in-forms.ts';
import type { Form } from './form.ts';
import { formIdsOf, formTokensOf } from './form-ids.ts';
import { previewOf } from './form-preview.ts';

const tokenizer = openTokenizer(join(import.meta.dirname, '../../../../models/palimpsest-mini'));
const wordPieces = openTokenizer(join(import.meta.dirname, '../../test-support/word-pieces'));
const endTokenId = tokenizer.endTokenId as number;
const model = { tokenizer, endTokenId, windowTokens: 512 };
const { encode } = tokenizer;
const ofOwn = (template: Partial<FormTemplate>): Form => ({
  name: 'own',
  template: { opening: '', turn: '{user}\n{answer}\n', stopTexts: [], ...template },
  sampling: null,
});

describe('the forms that are built in', () => {
  const chat: TurnIds[] = [
    { userIds: encode('How are you?'), answerIds: encode('I am fine.') },
    { userIds: encode('Good.'), answerIds: encode('And you?') },
  ];
  const textOf = (form: Form) => tokenizer.decode(promptIdsOf(chat, encode('Well.'), formIdsOf(form, model)));

  it('end each message with the end token, as the model that is shipped was trained', () => {
    expect(formIdsOf(builtInForms.endOfText, model)).toEqual({
      ...{ opening: [], beforeUser: [], between: [4_095], afterAnswer: [4_095] },
    });
    expect(promptIdsOf([{ userIds: [1, 2], answerIds: [3] }], [4], formIdsOf(builtInForms.endOfText, model))).toEqual([
      ...[1, 2, 4_095, 3, 4_095, 4, 4_095],
    ]);
  });

  it('write a talk as lines of a user and an assistant', () => {
    expect(textOf(builtInForms.userAssistant)).toMatch(
      /Paris\.\n\nUser:\nHow are you\?\n\nAssistant:\nI am fine\.\n\nUser:\nGood\.\n\nAssistant:\nAnd you\?\n\nUser:\nWell\.\n\nAssistant:\n$/,
    );
    expect(formIdsOf(builtInForms.userAssistant, model)).toMatchObject({
      beforeUser: [198, 198, 52, 82, 264, 25, 198],
      between: [198, 198, 840, 82, 683, 658, 25, 198],
      afterAnswer: [],
    });
    expect(formTokensOf(formIdsOf(builtInForms.userAssistant, model))).toEqual({
      ...{ openingTokens: 114, questionTokens: 15, answerTokens: 0 },
    });
  });

  it('go on with a text right behind the last word', () => {
    expect(textOf(builtInForms.continuation)).toBe('How are you?I am fine.\nGood.And you?\nWell.');
  });

  it('give a talk the very tokens that its text would have, though each message is encoded by itself', () => {
    const words = fc.stringMatching(/^[A-Za-z0-9,.!?'é中] ?[A-Za-z0-9,.!?'é中 ]{0,20}$/).map((text) => text.trim());
    const { opening } = builtInForms.userAssistant.template;
    fc.assert(
      fc.property(words, words, words, (one, two, three) => {
        const turns = [{ userIds: encode(one), answerIds: encode(two) }];
        const ids = promptIdsOf(turns, encode(three), formIdsOf(builtInForms.userAssistant, model));
        const turn = (user: string) => `\n\nUser:\n${user}\n\nAssistant:\n`;
        expect(ids).toEqual(encode(`${opening}${turn(one)}${two}${turn(three)}`));
      }),
    );
  });
});

describe('any form and any chat', () => {
  const piece = fc.array(fc.constantFrom('User: ', '\n', ' ', '<|endoftext|>', 'é', '🙂', 'Q', ':'), { maxLength: 5 });
  const text = piece.map((pieces) => pieces.join(''));
  const anyForm = fc
    .tuple(text, text, text, text)
    .map(([opening, before, between, after]) => ofOwn({ opening, turn: `${before}{user}${between}{answer}${after}` }));
  const ids = fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 6 });
  const anyTurns = fc.array(fc.record({ userIds: ids, answerIds: ids }), { minLength: 1, maxLength: 6 });

  it('only ever grow at the end: what was sent and answered is how the next prompt begins', () => {
    fc.assert(
      fc.property(anyForm, anyTurns, (form, turns) => {
        const formIds = formIdsOf(form, model);
        for (let count = 0; count + 1 < turns.length; count++) {
          const { userIds, answerIds } = turns[count] as TurnIds;
          const sent = promptIdsOf(turns.slice(0, count), userIds, formIds);
          const next = promptIdsOf(turns.slice(0, count + 1), (turns[count + 1] as TurnIds).userIds, formIds);
          expect(next.slice(0, sent.length + answerIds.length)).toEqual([...sent, ...answerIds]);
        }
      }),
    );
  });

  it('are counted as they are written', () => {
    fc.assert(
      fc.property(anyForm, anyTurns, ids, (form, turns, draftIds) => {
        const formIds = formIdsOf(form, model);
        const tokens = formTokensOf(formIds);
        const counted = turns.reduce((sum, turn) => sum + turnTokenCount(turn, tokens), tokens.openingTokens);
        expect(promptIdsOf(turns, null, formIds)).toHaveLength(counted);
        expect(promptIdsOf(turns, draftIds, formIds)).toHaveLength(counted + draftTokenCount(draftIds, tokens));
      }),
    );
  });

  it('are previewed token by token, as they are sent', () => {
    fc.assert(
      fc.property(anyForm, (form) => {
        const sample = { user: ' What is it? ', answer: 'A café 🙂' };
        const formIds = formIdsOf(form, model);
        const turn = { userIds: encode('What is it?'), answerIds: encode('A café 🙂') };
        const { tokens, problem, ...counts } = previewOf(form, sample, model);
        expect(problem).toBeNull();
        expect(counts).toMatchObject(formTokensOf(formIds));
        const all = [...promptIdsOf([turn], null, formIds), ...formIds.beforeUser];
        expect(tokens.map(({ id }) => id)).toEqual(all);
        expect(tokens.map(({ text: shown }) => shown).join('')).toBe(tokenizer.decode(all));
        const words = tokens.filter(({ of }) => of === 'user' || of === 'answer').map(({ id }) => id);
        expect(words).toEqual([...turn.userIds, ...turn.answerIds]);
        const endsOfForm = `${form.template.opening}${form.template.turn}`.split('<|endoftext|>').length - 1;
        const endsBefore = form.template.turn.split('{user}')[0]?.split('<|endoftext|>').length ?? 1;
        expect(tokens.filter(({ isEnd }) => isEnd)).toHaveLength(endsOfForm + endsBefore - 1);
      }),
    );
  });
});

describe('a form of one’s own', () => {
  const problemOf = (template: Partial<FormTemplate>) => previewOf(ofOwn(template), { user: 'a', answer: 'b' }, model);

  it.each([
    [
      'Assistant: {answer}',
      'noUserPlace',
      'There is no place for what you say: write {user} where it stands in each turn.',
    ],
    ['User: {user}', 'noAnswerPlace', 'There is no place for the answer: write {answer} where it stands in each turn.'],
    ['{answer} {user}', 'answerFirst', 'The answer comes behind what you say: {answer} stands behind {user}.'],
    ['{user} {user} {answer}', 'twoPlaces', 'Each place is there once: {user} and {answer}.'],
    ['{user} {answer} {answer}', 'twoPlaces', 'Each place is there once: {user} and {answer}.'],
  ])('is told what is wrong with %s', (turn, reason, sentence) => {
    const { problem, tokens } = problemOf({ turn });
    expect(problem).toMatchObject({ code: 'badForm', details: { reason } });
    expect(tokens).toEqual([]);
    expect(() => formIdsOf(ofOwn({ turn }), model)).toThrow(saying(sentence));
  });

  it('leaves half of the window for words', () => {
    const opening = 'word '.repeat(600);
    const { problem, openingTokens } = problemOf({ opening });
    expect(openingTokens).toBeGreaterThan(256);
    const tokens = openingTokens + 2;
    expect(problem).toEqual({
      code: 'badForm',
      details: { reason: 'tooLong', tokens, mostTokens: 256, windowTokens: 512 },
    });
  });

  it('is told of a space that would be a token of its own', () => {
    expect(problemOf({ turn: 'User: {user}\nAssistant:\n{answer}' }).hasLoneSpace).toBe(true);
    expect(problemOf({ turn: 'User:\n{user}\nAssistant:\n{answer}' }).hasLoneSpace).toBe(false);
  });

  it('has end tokens only where it says so: those that a person types are text', () => {
    const { tokens } = previewOf(builtInForms.endOfText, { user: '<|endoftext|>', answer: 'b' }, model);
    expect(tokens.filter(({ id }) => id === endTokenId).map(({ of, isEnd }) => [of, isEnd])).toEqual([
      ...[
        ['form', true],
        ['form', true],
      ],
    ]);
  });

  it('tells which texts end an answer where the vocabulary writes them otherwise, or never', () => {
    const sample = { user: '你好', answer: '好' };
    const preview = (stopTexts: readonly string[]) =>
      previewOf(ofOwn({ stopTexts }), sample, { ...model, tokenizer: wordPieces });
    expect(preview(['\n\nHello:', '\nHello:', '\n', '\n嗨'])).toMatchObject({
      ...{ writtenStops: ['hello :'], neverStops: ['\n', '\n嗨'] },
    });
    expect(preview(['好'])).toMatchObject({ writtenStops: [], neverStops: [] });
    const { stopTexts } = builtInForms.userAssistant.template;
    expect(previewOf(ofOwn({ stopTexts }), sample, model)).toMatchObject({ writtenStops: [], neverStops: [] });
  });
});
