import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';

let test: TestApplication;
let chat: HeardChat;

beforeEach(async () => {
  test = openTestApplication();
  chat = await test.newChat();
});
afterEach(() => test.close());

const questions = ['My name is Olga.', 'What is the capital of France?', 'Tell me a story.', 'And then?'] as const;

/** Four turns; gives the ids of their questions. */
async function talk(): Promise<readonly [number, number, number, number]> {
  for (const question of questions) await chat.say(question);
  const ids = test.app.store.messages.path(chat.id).flatMap(({ id, role }) => (role === 'user' ? [id] : []));
  return ids as unknown as readonly [number, number, number, number];
}

const branchChat = async (turnId: number, turnCount: number | null) =>
  (await test.page.call('chat.branch', { chatId: chat.id, turnId, turnCount })).chatId;
const whatErases = (messageId: number) => test.page.call('turn.whatErases', { chatId: chat.id, messageId });
const titleOf = (chatId: number) => test.app.store.chats.get(chatId)?.title;
const rename = (title: string) => test.page.call('chat.rename', { chatId: chat.id, title });
const textsOf = (chatId: number) => test.app.store.messages.path(chatId).map(({ text }) => text);
const rootsIn = (chatId: number) => test.app.store.messages.children(chatId, null);

describe('what goes along with an erased turn', () => {
  it('is named where a chat of the last turns has it, and goes there, too', async () => {
    const [, second, , fourth] = await talk();
    const copyId = await branchChat(fourth, 2);
    expect(textsOf(copyId)).toHaveLength(4);
    const what = await whatErases(second);
    const [copy] = rootsIn(copyId);
    expect(what).toMatchObject({ messageCount: 6, turnCount: 3 });
    expect(what.copies).toEqual([
      expect.objectContaining({ chatId: copyId, messageId: copy?.id, messageCount: 4, turnCount: 2, titleGoes: true }),
    ]);
    const { messageId, messageCount } = what;
    const copies = what.copies.map((each) => ({
      ...{ chatId: each.chatId, messageId: each.messageId, messageCount: each.messageCount },
    }));
    await test.page.call('turn.erase', { chatId: chat.id, messageId, messageCount, dropsTitle: false, copies });
    expect([textsOf(chat.id).length, textsOf(copyId), titleOf(copyId)]).toEqual([2, [], '']);
  });

  it('is named once in each chat that was branched from it, with the whole that follows it there', async () => {
    const [first, second, third, fourth] = await talk();
    const [whole, lastThree, lastOne] = [
      await branchChat(fourth, null),
      await branchChat(fourth, 3),
      await branchChat(fourth, 1),
    ];
    const named = async (id: number) =>
      (await whatErases(id)).copies.map(({ chatId, turnCount }) => ({ chatId, turnCount }));
    expect(await named(first)).toEqual([
      { chatId: whole, turnCount: 4 },
      { chatId: lastThree, turnCount: 3 },
      { chatId: lastOne, turnCount: 1 },
    ]);
    expect(await named(second)).toEqual([
      { chatId: whole, turnCount: 3 },
      { chatId: lastThree, turnCount: 3 },
      { chatId: lastOne, turnCount: 1 },
    ]);
    expect((await named(third)).map(({ turnCount }) => turnCount)).toEqual([2, 2, 1]);
  });
});

describe('the title of a chat of its own', () => {
  it('is not made of words that stay behind, so that it goes when they are erased', async () => {
    const [, second, , fourth] = await talk();
    await rename('My name: OLGA');
    expect(await branchChat(second, null).then(titleOf)).toBe('My name: OLGA 2');
    await rename('name is olga');
    expect(await branchChat(fourth, 2).then(titleOf)).toBe('Tell me a story.');
    expect(await branchChat(second, null).then(titleOf)).toBe('name is olga 2');
    await rename('And then');
    expect(await branchChat(second, null).then(titleOf)).toBe(questions[0]);
  });

  it('is the one that a person gave where none of its words stay behind', async () => {
    const [, , , fourth] = await talk();
    await rename('Evenings');
    const copyId = await branchChat(fourth, 2);
    expect(titleOf(copyId)).toBe('Evenings 2');
    expect(test.app.store.archive.readChat(copyId)?.isTitleGiven).toBe(true);
  });
});

describe('a title of a chat with several first messages', () => {
  const edit = async (turnId: number, text: string) => {
    await test.page.call('turn.edit', { chatId: chat.id, turnId, text, acceptForgetting: [], sendKey: randomUUID() });
    await chat.untilEnded();
    return rootsIn(chat.id).at(-1)?.id ?? 0;
  };

  it('goes only with the one that it is made of', async () => {
    await chat.say(questions[0]);
    const first = rootsIn(chat.id)[0]?.id ?? 0;
    const edited = await edit(first, questions[1]);
    expect(titleOf(chat.id)).toBe(questions[0]);
    const what = await whatErases(edited);
    expect(what.title).toEqual({ text: questions[0], becomes: 'stays' });
    expect((await whatErases(first)).title.becomes).toBe('goes');
    const { messageId, messageCount } = what;
    await test.page.call('turn.erase', { chatId: chat.id, messageId, messageCount, dropsTitle: false, copies: [] });
    expect(titleOf(chat.id)).toBe(questions[0]);
  });

  it('goes with it also where a number stands behind it', async () => {
    await chat.say(questions[0]);
    const copyId = await branchChat(rootsIn(chat.id)[0]?.id ?? 0, null);
    chat = await test.watch(copyId);
    const [first] = rootsIn(copyId);
    const edited = await edit(first?.id ?? 0, questions[1]);
    expect(titleOf(copyId)).toBe(`${questions[0]} 2`);
    expect((await whatErases(edited)).title.becomes).toBe('stays');
    expect((await whatErases(first?.id ?? 0)).title.becomes).toBe('goes');
  });
});
