import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FormChoice } from '../shared/chat-form-view.ts';
import { saying } from '../shared/test-support/saying.ts';
import type { MessageView } from '../shared/views.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { replayIn } from './test-support/replayed-chat.ts';

let dataDir: string;
let test: TestApplication;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-forms-'));
  test = openTestApplication({ dataDir });
});
afterEach(async () => {
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const talk: FormChoice = { name: 'userAssistant' };
const own: FormChoice = {
  name: 'own',
  template: { opening: 'Two friends talk.\n', turn: 'A:\n{user}\nB:\n{answer}\n', stopTexts: [] },
  sampling: null,
};
const choose = (form: FormChoice | null) => test.page.call('model.form.set', { modelId: null, form });
const measure = (chatId: number, text: string) => test.page.call('draft.measure', { chatId, text });
const promptTokensOf = ({ receipt }: MessageView) => (receipt?.reusedTokens ?? 0) + (receipt?.prefilledTokens ?? 0);

/** The prompt as the engine held it for this chat. */
function heldTextOf(chatId: number): string {
  const { ledger, models } = test.app;
  const held = ledger.caches().find((cache) => cache.cacheKey === `chat-${chatId}`);
  return models.known()?.tokenizer.decode(held?.ids ?? []) ?? '';
}

describe('a form that a person chooses', () => {
  it('is what the model reads, and every number counts it: gauge, receipt, places', async () => {
    const { forms } = await choose(talk);
    const { openingTokens = 0, questionTokens = 0 } = forms.find(({ name }) => name === 'userAssistant') ?? {};
    expect(openingTokens).toBeGreaterThan(0);
    const chat = await test.newChat();
    const empty = await measure(chat.id, '');
    expect(empty.usedTokens).toBe(openingTokens);
    expect(empty.segments[0]).toEqual({ type: 'opening', tokens: openingTokens, turn: null, isForgottenNext: false });
    const text = 'Hello! My name is Ada.';
    const words = test.app.models.known()?.tokenizer.encode(text) ?? [];
    const before = await measure(chat.id, text);
    expect(before.draftTokens).toBe(words.length + questionTokens);
    const first = await chat.say(text);
    expect(promptTokensOf(first)).toBe(before.usedTokens + before.draftTokens);
    const again = await measure(chat.id, 'And you?');
    const second = await chat.say('And you?');
    expect(promptTokensOf(second)).toBe(again.usedTokens + again.draftTokens);
    // Nothing but the new words was to be read: what was held is how the prompt begins.
    expect(second.receipt).toMatchObject({ rereadTokens: 0, lostTokens: 0 });
    expect(second.receipt?.reusedTokens).toBeGreaterThanOrEqual(promptTokensOf(first));
    const { places } = await test.page.call('cache.inspect', { chatId: chat.id });
    const opening = places.filter(({ turnId }) => turnId === null);
    expect(opening.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(openingTokens);
    expect(heldTextOf(chat.id)).toContain(
      `Paris.\n\nUser:\nHello! My name is Ada.\n\nAssistant:\n${first.text}\n\nUser:\nAnd you?\n\nAssistant:\n`,
    );
  });

  it('leaves words and ids as they are, and is priced as its next message then costs', async () => {
    const chat = await test.newChat();
    await chat.say('Hello! My name is Ada.');
    await chat.say('I live in Bergen.');
    const stored = () => test.app.store.messages.path(chat.id).map(({ text, tokenIds }) => ({ text, tokenIds }));
    const before = stored();
    const price = await test.page.call('model.form.price', { chatId: chat.id, form: own });
    await choose(own);
    expect(stored()).toEqual(before);
    expect((await measure(chat.id, '')).usedTokens).toBe(price.keptTokens + price.readTokens);
    expect(price).toMatchObject({ keptTokens: 0, isPossible: true, forgets: [] });
    const answer = await chat.say('What is my name?');
    expect(answer.receipt).toMatchObject({ lostBecause: 'formChanged' });
    // Back in the form before, what was held for it may be held still: the price says how much.
    const back = await test.page.call('model.form.price', { chatId: chat.id, form: null });
    await choose(null);
    expect((await measure(chat.id, '')).usedTokens).toBe(back.keptTokens + back.readTokens);
  });

  it('is told by a replay and a file of each answer that was made in it, with what the model saw then', async () => {
    const chat = await test.newChat();
    const answers = [await chat.say('Hello! My name is Ada.')];
    await choose(talk);
    answers.push(await chat.say('I live in Bergen.'), await chat.say('What is my name?'));
    await choose(own);
    answers.push(await chat.say('Thanks!'));
    const exported = (format: 'replay' | 'markdown') =>
      test.page.call('export.text', {
        ...{ selection: { type: 'chats', chatIds: [chat.id] }, format, language: 'en' },
        options: { otherBranches: false, receipts: true, forgetting: true },
      });
    const replay = replayIn((await exported('replay')).text);
    const gauges = replay.steps.filter(({ kind }) => kind === 'said').map(({ gauge }) => replay.gauges[gauge]);
    expect(gauges.map((gauge) => (gauge?.usedTokens ?? 0) + (gauge?.draftTokens ?? 0))).toEqual(
      answers.map(promptTokensOf),
    );
    expect(answers.map(({ form }) => form)).toEqual([undefined, 'userAssistant', 'userAssistant', 'own']);
    const written = replay.turns.map(({ answer }) =>
      answer?.receipt?.rows.find(({ name }) => name === 'turns written as'),
    );
    expect(written.map((row) => row?.value)).toEqual([
      ...[undefined, 'User and Assistant', 'User and Assistant', 'Your own form'],
    ]);
    const { forms } = await test.page.call('model.form.view', { modelId: null });
    const [, talking, , ownForm] = forms.map(({ openingTokens }) => openingTokens);
    const openings = gauges.map((gauge) => gauge?.segments.find(({ kind }) => kind === 'opening')?.tokens ?? 0);
    expect(openings).toEqual([0, talking, talking, ownForm]);
    expect(replay.turns.map(({ answer }) => / · in the form “(.*)” · /.exec(answer?.who ?? '')?.[1])).toEqual([
      ...[undefined, 'User and Assistant', 'User and Assistant', 'Your own form'],
    ]);
    expect((await exported('markdown')).text.match(/in the form “.*?”/g)).toHaveLength(3);
    const branched = await test.page.call('chat.branch', {
      ...{ chatId: chat.id, turnId: answers[2]?.turnId ?? 0, turnCount: null },
    });
    const formsOf = (chatId: number) => test.app.store.messages.path(chatId).map(({ form }) => form?.name);
    expect(formsOf(branched.chatId)).toEqual(formsOf(chat.id).slice(0, 6));
  });

  it('ends an answer before its stop texts, which are no part of what is shown, stored or held', async () => {
    const template = { opening: '', turn: '{user}<|endoftext|>{answer}<|endoftext|>', stopTexts: [] };
    await choose({ ...own, template });
    const chat = await test.newChat();
    const plain = await chat.say('Hello! My name is Ada. What is my name?');
    const { tokenizer } = test.app.models.known() ?? {};
    const [, stored] = test.app.store.messages.path(chat.id);
    expect(tokenizer?.decode(stored?.tokenIds ?? [])).toBe(plain.text);
    const word = plain.text.slice(Math.floor(plain.text.length / 2)).slice(0, 3);
    expect(word).toHaveLength(3);
    await choose({ ...own, template: { ...template, stopTexts: [word] } });
    const other = await test.newChat();
    const stopped = await other.say('Hello! My name is Ada. What is my name?');
    expect(stopped.text).toBe(plain.text.slice(0, plain.text.indexOf(word)));
    expect(stopped.receipt?.endedBy).toBe('stopText');
    const [, kept] = test.app.store.messages.path(other.id);
    expect(tokenizer?.decode(kept?.tokenIds ?? [])).toBe(stopped.text);
    const { places } = await test.page.call('cache.inspect', { chatId: other.id });
    expect(places.reduce((sum, { tokens }) => sum + tokens, 0)).toBe((await measure(other.id, '')).usedTokens);
  });

  it('brings what keeps plain GPT-2 from looping, until the chat says otherwise', async () => {
    const chat = await test.newChat();
    await choose({ name: 'continuation' });
    const defaults = test.app.models.known()?.defaults;
    expect(defaults).toMatchObject({ isGreedy: false, temperature: 0.8, topP: 0.95, repetitionPenalty: 1.1 });
    // The chat had been set to the likeliest.
    expect(test.app.chats.known(chat.id)?.settings()).toMatchObject({ isGreedy: true, temperature: 0.8 });
    await choose(null);
    expect(test.app.models.known()?.defaults).toMatchObject({ topP: 1, repetitionPenalty: 1 });
  });

  it('holds after a start, and the person’s own is offered again while another one is used', async () => {
    await choose(own);
    await choose({ name: 'continuation' });
    await test.close();
    test = openTestApplication({ dataDir });
    const { current, forms, withoutChoice } = await test.page.call('model.form.view', { modelId: null });
    expect(current).toEqual({ name: 'continuation', chosenBy: 'person' });
    expect(withoutChoice).toEqual({ name: 'endOfText', chosenBy: 'nobody' });
    expect(forms.map(({ name }) => name)).toEqual(['endOfText', 'userAssistant', 'continuation', 'own']);
    expect(forms.at(-1)).toMatchObject({ template: own.template });
    await test.page.call('data.eraseAll', {});
    expect(test.app.store.modelForms.own('shipped')).toBeNull();
    expect((await test.page.call('model.form.view', { modelId: null })).current.name).toBe('endOfText');
  });

  it('can be chosen for a model that is not in use, and holds once it is', async () => {
    const folder = join(dataDir, 'brought');
    cpSync(join(import.meta.dirname, '../../models/palimpsest-mini'), folder, { recursive: true });
    const use = async (modelId: string) => {
      test.app.sources.use(test.app.sources.find(modelId));
      test.app.link.restart();
      await test.app.link.ready();
    };
    await test.page.call('model.use', { type: 'folder', folder });
    await use('shipped');
    const chat = await test.newChat();
    await chat.send('Tell me a story about a boat.');
    const ofFolder = { modelId: folder };
    expect((await test.page.call('model.form.view', ofFolder)).current.name).toBe('endOfText');
    const sample = { user: 'Hello!', answer: 'Hi.' };
    const preview = await test.page.call('model.form.preview', { ...ofFolder, form: own, sample });
    expect(preview.tokens.map(({ text }) => text).join('')).toBe('Two friends talk.\nA:\nHello!\nB:\nHi.\nA:\n');
    const set = await test.page.call('model.form.set', { ...ofFolder, form: talk });
    expect(set.current).toEqual({ name: 'userAssistant', chosenBy: 'person' });
    expect((await test.page.call('model.form.view', { modelId: null })).current.name).toBe('endOfText');
    await chat.untilEnded();
    await use(folder);
    expect((await test.page.call('model.form.view', { modelId: null })).current.name).toBe('userAssistant');
    await expect(test.page.call('model.form.view', { modelId: 'nowhere' })).rejects.toMatchObject({
      code: 'noSuchModel',
    });
  });

  it('waits for answers that are on their way', async () => {
    const chat = await test.newChat();
    await chat.send('Tell me a story about a boat.');
    await expect(choose(talk)).rejects.toEqual(saying('An answer is being written'));
    await chat.untilEnded();
    expect((await choose(talk)).current).toEqual({ name: 'userAssistant', chosenBy: 'person' });
  });

  it('is the last of several that are chosen at once', async () => {
    await Promise.all([choose(talk), choose(own), choose({ name: 'continuation' })]);
    expect((await test.page.call('model.form.view', { modelId: null })).current.name).toBe('continuation');
    expect(test.app.store.modelForms.chosen('shipped')).toEqual({ name: 'continuation' });
  });

  it('is refused in a sentence where it is none', async () => {
    const none: FormChoice = { ...own, template: { ...own.template, turn: 'words' } };
    await expect(choose(none)).rejects.toEqual(saying('There is no place for what you say'));
    const long: FormChoice = { ...own, template: { ...own.template, opening: 'word '.repeat(900) } };
    await expect(choose(long)).rejects.toEqual(saying('before a word is said'));
    expect((await test.page.call('model.form.view', { modelId: null })).current.name).toBe('endOfText');
  });
});
