import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';

let test: TestApplication;

beforeEach(() => {
  test = openTestApplication();
});

afterEach(() => test.close());

/** A chat that forgets soon and answers the same each time. */
async function openSmallChat(): Promise<HeardChat> {
  const chat = await test.newChat();
  const settings = { usedWindowTokens: 160, isGreedy: true, telling: 'silent' } as const;
  await test.page.call('chat.configure', { chatId: chat.id, settings });
  return chat;
}

const talk = Array.from({ length: 20 }, (_, index) => `I saw ${index + 2} birds near the sea.`);

/** Talks until the model does not see the chat's first turn any more. */
async function forgetFirst(chat: HeardChat): Promise<void> {
  const isSeen = () => test.app.chats.known(chat.id)?.seen()[0]?.id === firstTurnOf(chat);
  for (const words of talk) if (isSeen()) await chat.say(words);
  expect(isSeen()).toBe(false);
}

function firstTurnOf(chat: HeardChat): number {
  return test.app.chats.known(chat.id)?.turns()[0]?.id ?? 0;
}

describe('why an answer does not know', () => {
  it('names the forgotten turn that was asked for, and still does when the chat is opened again', async () => {
    const chat = await openSmallChat();
    await chat.say('Hello! My name is Ada.');
    await forgetFirst(chat);

    const answer = await chat.say('What is my name?');

    const named = { turnId: firstTurnOf(chat), name: 'Hello! My name is Ada.', isSaidByUser: true };
    expect(answer.unseen).toEqual(named);
    chat.leave();
    const again = await test.watch(chat.id);
    const opened = again.events[0];
    expect(opened?.type === 'snapshot' && opened.chat.messages.at(-1)?.unseen).toEqual(named);
  });

  it('names it again when the same is asked again, which the model still cannot know', async () => {
    const chat = await openSmallChat();
    await chat.say('Hello! My name is Ada.');
    await forgetFirst(chat);
    await chat.say('What is my name?');
    expect((await chat.say('What is my name?')).unseen?.turnId).toBe(firstTurnOf(chat));
  });

  it('says that it was said, and not by whom, where the words are the model’s', async () => {
    const chat = await openSmallChat();
    await chat.say('What is the capital of France?');
    await forgetFirst(chat);
    const answer = await chat.say('Which capital is Paris?');
    expect(answer.unseen).toMatchObject({ turnId: firstTurnOf(chat), isSaidByUser: false });
  });

  it('says nothing while the model sees the turn, and names one that was left out', async () => {
    const chat = await openSmallChat();
    await chat.say('Hello! My name is Ada.');
    expect((await chat.say('What is my name?')).unseen).toBeUndefined();

    const changes = (test.app.chats.known(chat.id)?.turns() ?? []).map(({ id }) => ({
      turnId: id,
      change: 'leaveOut' as const,
    }));
    await test.page.call('window.change', { chatId: chat.id, changes });

    expect((await chat.say('Do you know my name?')).unseen?.turnId).toBe(firstTurnOf(chat));
  });

  it('says nothing once the turn was brought back, and the try before still tells', async () => {
    const chat = await openSmallChat();
    await chat.say('Hello! My name is Ada.');
    await forgetFirst(chat);
    const before = await chat.say('What is my name?');

    const bringBack = [firstTurnOf(chat)];
    const plan = { chatId: chat.id, turnId: before.turnId, acceptForgetting: [], bringBack };
    expect(await test.page.call('turn.retry', plan)).toMatchObject({ type: 'begun' });

    expect((await chat.untilEnded()).unseen).toBeUndefined();
    expect(test.app.store.messages.get(before.id)?.unseenTurnId).toBe(firstTurnOf(chat));
  });

  it('is not looked for where nobody wants to be told', async () => {
    await test.page.call('app.configure', { settings: { tellsWhyUnknown: false } });
    const chat = await openSmallChat();
    await chat.say('Hello! My name is Ada.');
    await forgetFirst(chat);

    expect((await chat.say('What is my name?')).unseen).toBeUndefined();
  });
});
