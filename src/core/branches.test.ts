import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BranchAct } from '../shared/branch-view.ts';
import type { ChatView, TurnOutcome } from '../shared/views.ts';
import { openStore } from './store/store.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';
import { importText, palimpsestText } from './test-support/palimpsest-text.ts';

let test: TestApplication;
let chat: HeardChat;

beforeEach(async () => {
  test = openTestApplication();
  chat = await test.newChat();
  await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 12 } });
});
afterEach(() => test.close());

const inChat = <Input extends object>(input: Input) => ({ chatId: chat.id, ...input });
const edit = (turnId: number, text: string, sendKey: string = randomUUID()): Promise<TurnOutcome> =>
  test.page.call('turn.edit', inChat({ turnId, text, acceptForgetting: [], sendKey }));
const retry = (turnId: number) => test.page.call('turn.retry', inChat({ turnId, acceptForgetting: [] }));
const editAnswer = (turnId: number, text: string) => test.page.call('answer.edit', inChat({ turnId, text }));
const show = (messageId: number) => test.page.call('branch.show', inChat({ messageId }));
const price = (act: BranchAct) => test.page.call('branch.price', inChat({ act }));
const pathOf = (chatId = chat.id) => test.app.store.messages.path(chatId).map(({ id }) => id);
const textsOf = (chatId = chat.id) => test.app.store.messages.path(chatId).map(({ text }) => text);
const snapshot = (): ChatView => {
  const told = chat.events.filter((event) => event.type === 'snapshot').at(-1);
  if (told?.type !== 'snapshot') throw new Error('No snapshot was told.');
  return told.chat;
};
const besideOf = (messageId: number) => snapshot().messages.find(({ id }) => id === messageId)?.beside;
async function talk() {
  const first = await chat.say('Hello! My name is Marlene.');
  const second = await chat.say('What is the capital of France?');
  const third = await chat.say('Tell me a story.');
  return [first, second, third] as const;
}
async function editAndWait(turnId: number, text: string) {
  const outcome = await edit(turnId, text);
  if (outcome.type !== 'begun') throw new Error(outcome.type);
  return chat.untilEnded();
}
async function retryAndWait(turnId: number) {
  await retry(turnId);
  return chat.untilEnded();
}

describe('editing a message', () => {
  it('asks with the new words where the old ones stood, and leaves all that was said', async () => {
    const [first, second, third] = await talk();
    const before = pathOf();
    const edited = await editAndWait(second.turnId, 'What is the capital of Spain?');
    const { messages } = test.app.store;
    expect(messages.get(edited.turnId)?.parentId).toBe(first.id);
    expect(pathOf()).toEqual([first.turnId, first.id, edited.turnId, edited.id]);
    expect(messages.pathTo(third.id).map(({ id }) => id)).toEqual(before);
    expect(edited.receipt?.reusedTokens).toBeGreaterThan(0);
  });

  it('can be done with the first message, sent twice it is stored once, and keeps the draft', async () => {
    const [first] = await talk();
    await test.page.call('draft.keep', inChat({ text: 'Something else' }));
    const sendKey = randomUUID();
    const outcomes = [await edit(first.turnId, 'Hi there!', sendKey), await edit(first.turnId, 'Hi there!', sendKey)];
    await chat.untilEnded();
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(test.app.store.messages.children(chat.id, null).length).toBe(2);
    expect(textsOf()[0]).toBe('Hi there!');
    expect(test.app.store.drafts.get(chat.id)).toBe('Something else');
  });

  it('refuses a turn of another branch, no words, and what comes while an answer is written', async () => {
    const [first, second] = await talk();
    await editAndWait(first.turnId, 'Hi!');
    await expect(edit(second.turnId, 'Where am I?')).rejects.toMatchObject({ code: 'noSuchTurn' });
    await expect(edit(snapshotTurn(), '  ')).rejects.toMatchObject({ code: 'emptyMessage' });
    await chat.send('Tell me a story.');
    await expect(edit(snapshotTurn(), 'Hello')).rejects.toMatchObject({ code: 'busy' });
    await chat.untilEnded();
  });

  const snapshotTurn = () => pathOf()[0] as number;
});

describe('asking any turn again', () => {
  it('gives its message another answer, and what followed stays on its branch', async () => {
    const [first, second, third] = await talk();
    const again = await retryAndWait(first.turnId);
    expect(pathOf()).toEqual([first.turnId, again.id]);
    expect(again.beside).toEqual([first.id, again.id]);
    await show(first.id);
    expect(pathOf()).toEqual([first, second, third].flatMap(({ turnId, id }) => [turnId, id]));
    expect(again.receipt?.lostBecause).toBe('otherBranch');
  });
});

describe('editing an answer', () => {
  it('puts the words beside it with the ids of the encoder, and the model goes on from them', async () => {
    const [first, second] = await talk();
    const { messageId } = await editAnswer(first.turnId, ' Your name is Queen Marlene. ');
    const stored = test.app.store.messages.get(messageId);
    const { tokenizer } = await test.app.models.current();
    expect(stored).toMatchObject({ text: 'Your name is Queen Marlene.', isEdited: true, receipt: null, state: 'done' });
    expect(stored?.tokenIds).toEqual(tokenizer.encode('Your name is Queen Marlene.'));
    expect(pathOf()).toEqual([first.turnId, messageId]);
    expect(snapshot().messages.at(-1)).toMatchObject({ isEdited: true, beside: [first.id, messageId] });
    expect(test.app.store.messages.get(second.id)?.text).toBe(second.text);
    const next = await chat.say('Who am I?');
    expect(test.app.store.messages.get(next.turnId)?.parentId).toBe(messageId);
    const found = await test.page.call('search.find', { text: 'Queen', chatId: null });
    expect(JSON.stringify(found)).toContain('Queen');
  });

  it('counts nothing as read again that the model never read', async () => {
    const first = await chat.say('Hello! My name is Marlene.');
    await editAnswer(first.turnId, 'Good morning to you, dear Marlene, what a day it is today, and what a day it was.');
    test.app.preparer.close();
    const next = await chat.say('And now?');
    expect(next.receipt?.rereadTokens).toBeLessThanOrEqual(1);
    expect(next.receipt?.prefilledTokens).toBeGreaterThan(15);
  });
});

describe('going to another branch', () => {
  it('shows it down to where it was gone on with last, after a restart as well, and tells what stands beside', async () => {
    const [first, second, third] = await talk();
    const edited = await editAndWait(second.turnId, 'What is the capital of Spain?');
    await show(second.turnId);
    expect(snapshot().messages.map(({ id }) => id)).toEqual(pathOf());
    expect(pathOf().at(-1)).toBe(third.id);
    expect(besideOf(second.turnId)).toEqual([second.turnId, edited.turnId]);
    expect(besideOf(first.id)).toBeUndefined();
    chat.leave();
    await until(() => test.app.chats.all().length === 0);
    chat = await test.watch(chat.id);
    expect(snapshot().messages.map(({ id }) => id)).toEqual(pathOf());
    expect(besideOf(second.turnId)).toEqual([second.turnId, edited.turnId]);
  });

  it('comes back to a branch where it was left, though another one in it is newer', async () => {
    const [first, second, third] = await talk();
    const again = await retryAndWait(third.turnId);
    await show(third.id);
    const edited = await editAndWait(second.turnId, 'What is the capital of Spain?');
    expect(again.id).toBeGreaterThan(third.id);
    await show(second.turnId);
    expect(pathOf().at(-1)).toBe(third.id);
    await show(edited.turnId);
    expect(pathOf()).toEqual([first.turnId, first.id, edited.turnId, edited.id]);
  });

  it('tells every page', async () => {
    const [, second] = await talk();
    const other = await test.watch(chat.id);
    await editAndWait(second.turnId, 'Hello again.');
    await show(second.turnId);
    await until(() => other.events.at(-1)?.type === 'snapshot');
  });

  it('has its acts in force for the turns that it shares and no others', async () => {
    const [first, second] = await talk();
    await test.page.call('window.change', inChat({ changes: [{ turnId: first.turnId, change: 'pin' }] }));
    await test.page.call('window.change', inChat({ changes: [{ turnId: second.turnId, change: 'leaveOut' }] }));
    const isPinned = () => snapshot().turns.find(({ id }) => id === first.turnId)?.isPinned;
    const edited = await editAndWait(second.turnId, 'What is the capital of Spain?');
    await test.page.call('window.change', inChat({ changes: [{ turnId: first.turnId, change: 'unpin' }] }));
    await show(second.turnId);
    expect(isPinned()).toBe(true);
    expect(snapshot().turns.find(({ id }) => id === second.turnId)?.isLeftOut).toBe(true);
    await show(edited.turnId);
    expect(isPinned()).toBe(false);
    await editAnswer(first.turnId, 'Hello.');
    expect(isPinned()).toBe(false);
    await show(second.turnId);
    await editAnswer(first.turnId, 'Hi.');
    expect(isPinned()).toBe(true);
  });

  it('lets an answer go on that is written on the branch that was left', async () => {
    const [, second, third] = await talk();
    const edited = await editAndWait(second.turnId, 'What is the capital of Spain?');
    await show(third.id);
    await test.page.call('chat.configure', inChat({ settings: { maxReplyTokens: 96 } }));
    const told = chat.events.length;
    await chat.send('Tell me a long story about a boat.');
    const runningId = pathOf().at(-1) as number;
    await show(edited.id);
    await expect(editAnswer(edited.turnId, 'Hi.')).rejects.toMatchObject({ code: 'busy' });
    expect(snapshot().answering?.messageId).toBe(runningId);
    await until(() => chat.events.at(-1)?.type === 'endedElsewhere');
    const shownAt = chat.events.findIndex((event, at) => at >= told && event.type === 'snapshot');
    const types = chat.events.slice(shownAt).map(({ type }) => type);
    expect(types.filter((type) => type === 'text' || type === 'ended')).toEqual([]);
    const answer = test.app.store.messages.get(runningId);
    expect(answer).toMatchObject({ state: 'done', receipt: { endedBy: expect.any(String) } });
    await show(runningId);
    expect(snapshot().messages.at(-1)).toMatchObject({ id: runningId, state: 'done', text: answer?.text });
    expect(snapshot().answering).toBeNull();
  });

  it('finds an answer that is still written when it comes back to it', async () => {
    const [first, second, third] = await talk();
    const edited = await editAndWait(second.turnId, 'What is the capital of Spain?');
    await show(third.id);
    await test.page.call('chat.configure', inChat({ settings: { maxReplyTokens: 200, stopTexts: [] } }));
    await chat.send('Tell me a long story about a boat.');
    const runningId = pathOf().at(-1) as number;
    await show(edited.id);
    await show(runningId);
    await until(() => chat.events.some((event) => event.type === 'ended' && event.message.id === runningId));
    expect(pathOf().slice(0, 2)).toEqual([first.turnId, first.id]);
    expect(chat.events.at(-1)?.type).not.toBe('endedElsewhere');
  });
});

it('can be carried elsewhere and comes back as it was, with what its branches cost', async () => {
  const [first] = await talk();
  await retry(first.turnId);
  await chat.untilEnded();
  const { receipt } = test.app.store.messages.path(chat.id).at(-1) ?? {};
  expect(receipt?.lostBecause).toBe('otherBranch');
  const store = openStore(':memory:');
  const text = palimpsestText(test.app.store);
  await importText(store, text);
  expect(palimpsestText(store)).toBe(text);
  store.close();
});

describe('a chat of its own', () => {
  const branch = async (turnId: number, turnCount: number | null = null) =>
    (await test.page.call('chat.branch', inChat({ turnId, turnCount }))).chatId;

  it('begins with what was said up to the turn, with its ids, receipts and acts', async () => {
    const [first, second] = await talk();
    await test.page.call('window.change', inChat({ changes: [{ turnId: first.turnId, change: 'pin' }] }));
    await editAnswer(second.turnId, 'It is Paris.');
    const before = pathOf();
    const chatId = await branch(second.turnId);
    const { messages, chats, acts, branches } = test.app.store;
    const [original, copy] = [messages.path(chat.id), messages.path(chatId)];
    expect(pathOf()).toEqual(before);
    const content = (all: typeof copy) =>
      all.map(({ role, text, tokenIds, receipt, isEdited }) => [role, text, tokenIds, receipt, isEdited]);
    expect(content(copy)).toEqual(content(original));
    expect(acts.ofChat(chatId)).toMatchObject([{ kind: 'pinned', turnId: copy[0]?.id, value: true }]);
    expect(chats.get(chatId)?.title).toBe(`${chats.get(chat.id)?.title} 2`);
    expect(branches.branchedFrom(chat.id)).toEqual([chatId]);
    const other = await test.watch(chatId);
    expect((await other.say('Who am I?')).receipt?.reusedTokens).toBeGreaterThan(20);
  });

  it('keeps a number that belongs to the title, and counts on one that was put behind it', async () => {
    const { turnId } = await chat.say('Tell me a story.');
    const { chats } = test.app.store;
    const titleOfNext = async () => chats.get(await branch(turnId))?.title;
    chats.rename(chat.id, 'The year 1984');
    expect([await titleOfNext(), await titleOfNext()]).toEqual(['The year 1984 2', 'The year 1984 3']);
    chats.rename(chat.id, 'The year 1984 2');
    expect(await titleOfNext()).toBe('The year 1984 2 2');
    await test.newChat().then(({ id }) => chats.rename(id, 'The year 1984'));
    expect(await titleOfNext()).toBe('The year 1984 4');
  });

  it('begins with a turn that has no answer as well, which is asked there', async () => {
    const uid = 'ab'.repeat(16);
    const names = { title: 'Asked', isTitleGiven: false, createdAtMs: 1, updatedAtMs: 1, settings: {} };
    const words = { role: 'user', text: 'Who am I?', ids: [], tokenizer: 'x', state: 'done' };
    const lines = [
      { type: 'palimpsest', version: 1 },
      { type: 'chat', uid, ...names, shows: 1 },
      { type: 'message', uid, parent: null, ...words, createdAtMs: 1, endedAtMs: null },
      { type: 'end', chats: 1, messages: 1 },
    ];
    const { store } = test.app;
    const { newChatIds } = await importText(store, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const [importedId = 0] = newChatIds;
    const [question] = store.messages.path(importedId);
    const turnId = question?.id ?? 0;
    const { chatId } = await test.page.call('chat.branch', { chatId: importedId, turnId, turnCount: null });
    expect(textsOf(chatId)).toEqual(['Who am I?']);
    const own = await test.watch(chatId);
    const asked = store.messages.path(chatId)[0]?.id ?? 0;
    await test.page.call('turn.retry', { chatId, turnId: asked, acceptForgetting: [] });
    expect((await own.untilEnded()).state).toBe('done');
    expect([textsOf(chatId).length, textsOf(importedId).length]).toEqual([2, 1]);
  });

  it('begins with the last turns alone where only these are wanted', async () => {
    const [, second, third] = await talk();
    const chatId = await branch(third.turnId, 2);
    const { messages } = test.app.store;
    expect(textsOf(chatId)).toEqual(textsOf().slice(-4));
    const last = messages.path(chatId).at(-1);
    expect(last?.promptTurnIds?.length).toBe(2);
    expect(test.app.store.chats.get(chatId)?.title).toContain('capital of France');
    expect(messages.get(second.id)?.chatId).toBe(chat.id);
    const cost = await price({ type: 'branchChat', turnId: third.turnId, turnCount: 2 });
    expect(cost).toMatchObject({ keptTokens: 0, isPossible: true });
    expect((await price({ type: 'branchChat', turnId: third.turnId, turnCount: null })).readTokens).toBeLessThanOrEqual(
      2,
    );
  });
});
