import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saying } from '../shared/test-support/saying.ts';
import { openTestCore, type TestCore, type WatchedChat } from './test-support/open-test-core.ts';

let test: TestCore;
let chat: WatchedChat;

beforeEach(async () => {
  test = await openTestCore();
  chat = await test.newGreedyChat();
});
afterEach(() => test.close());

/** As a page does while somebody types: keeps the words, and counts them. */
async function measure(text: string) {
  await test.page.call('draft.keep', { chatId: chat.id, text });
  return test.page.call('draft.measure', { chatId: chat.id, text });
}

/** Until the engine holds so many tokens of the chat: what a turn leaves to be read is read before the next. */
async function untilHeld(tokens: number): Promise<void> {
  await test.until(async () => (await test.page.call('cache.inspect', { chatId: chat.id })).heldTokens === tokens);
}

/** Asks for an answer that does not find its end (all tokens are nearly as likely), so that there is time to do something in it. */
async function beginLong(asked: WatchedChat): Promise<void> {
  const settings = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 256 };
  await test.page.call('chat.configure', { chatId: asked.id, settings });
  await asked.send('Tell me a story.');
}

/** Small talk until the gauge says that one more message would make the model forget. */
async function fillWindow(): Promise<readonly number[]> {
  for (let turn = 0; turn < 40; turn++) {
    const { sending } = await measure('What is the capital of France?');
    if (sending.type === 'forgets') return sending.turns.map((each) => each.turnId);
    await chat.say('What is the capital of France?');
  }
  throw new Error('The window was never full.');
}

describe('a turn', () => {
  it('answers, and remembers what it was told in the turn before', async () => {
    await chat.say('Hello! My name is Marlene.');
    const answer = await chat.say('What is my name?');
    expect(answer.state).toBe('done');
    expect(answer.text).toContain('Marlene');
  });

  it('reads only its own new tokens in a follow-up', async () => {
    await chat.say('Hello! My name is Marlene.');
    const { draftTokens, usedTokens } = await measure('What is my name?');
    await untilHeld(usedTokens);
    const answer = await chat.say('What is my name?');
    expect(answer.receipt).toMatchObject({ reusedTokens: usedTokens, prefilledTokens: draftTokens, lostTokens: 0 });
  });

  it('counts in the gauge exactly what the engine then holds', async () => {
    const answer = await chat.say('Hello! My name is Marlene.');
    const { usedTokens } = await measure('');
    // The end token behind the answer is part of the window and is read before the next send.
    await test.until(() =>
      test.appEvents.some((event) => event.type === 'chats' && event.changed[0]?.cachedTokens === usedTokens),
    );
    expect(usedTokens).toBeGreaterThanOrEqual((answer.receipt?.cacheTokens ?? 0) + 1);
  });

  it('tells every step in order: begun, started, text, ended', async () => {
    await chat.say('Hello!');
    const kinds = chat.events.map((event) => event.type).filter((type, index, all) => type !== all[index - 1]);
    expect(kinds).toEqual(['snapshot', 'begun', 'started', 'text', 'ended']);
    const text = chat.events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('');
    expect(text).toBe((await chat.untilEnded()).text);
  });

  it('refuses a second message while one is answered, and an empty one', async () => {
    await beginLong(chat);
    await expect(chat.send('And now?')).rejects.toMatchObject({ code: 'busy' });
    await chat.untilEnded();
    await expect(chat.send('  \n ')).rejects.toMatchObject({ code: 'emptyMessage' });
  });

  it('keeps what was said when it is stopped', async () => {
    await beginLong(chat);
    await test.until(() => chat.events.some((event) => event.type === 'text'));
    await test.page.call('turn.stop', { chatId: chat.id });
    const answer = await chat.untilEnded();
    expect(answer.state).toBe('stopped');
    expect(answer.text.length).toBeGreaterThan(0);
  });

  it('waits for the answer of another chat, and says so', async () => {
    const other = await test.newChat().then(async (first) => {
      await beginLong(first);
      return test.newChat();
    });
    await other.say('Hello!');
    expect(other.events.find((event) => event.type === 'begun')).toMatchObject({ isWaiting: true });
  });

  it('ends before a stop text, and keeps the ids of what was kept', async () => {
    await test.page.call('chat.configure', { chatId: chat.id, settings: { stopTexts: ['capital'] } });
    const answer = await chat.say('What is the capital of France?');
    expect(answer.receipt?.endedBy).toBe('stopText');
    expect(answer.text).not.toContain('capital');
  });

  it('gives the same answer again for the same seed', async () => {
    const settings = { isGreedy: false, temperature: 1.5, topK: 0, seed: 42 };
    await test.page.call('chat.configure', { chatId: chat.id, settings });
    const first = await chat.say('Tell me a story.');
    const other = await test.newChat();
    await test.page.call('chat.configure', { chatId: other.id, settings });
    expect((await other.say('Tell me a story.')).text).toBe(first.text);
  });
});

describe('forgetting', () => {
  it('is asked before: nothing is stored or computed until the named turns are accepted', async () => {
    const named = await fillWindow();
    const begunBefore = chat.events.filter((event) => event.type === 'begun').length;
    const outcome = await chat.send('What is the capital of France?');
    expect(outcome.type).toBe('needsChoice');
    expect(chat.events.filter((event) => event.type === 'begun').length).toBe(begunBefore);
    await chat.say('What is the capital of France?', named);
    const begun = chat.events.filter((event) => event.type === 'begun').at(-1);
    const unseen = chat.turns().filter((turn) => !turn.isSeen);
    expect(unseen.map((turn) => turn.id)).toEqual(named);
    expect(begun?.forgetting?.beforeTurnId).toBe(chat.turns().find((turn) => turn.isSeen)?.id);
    // What did not change is not told again: those that left, and the new one.
    expect(begun?.turns.map((turn) => turn.id)).toEqual([...named, chat.turns().at(-1)?.id]);
  });

  it('makes the model say that it was not told', async () => {
    await chat.say('Hello! My name is Marlene.');
    const named = await fillWindow();
    await chat.say('What is the capital of France?', named);
    expect((await chat.say('What is my name?')).text).not.toContain('Marlene');
  });

  it('has the next cache ready while the user reads, so that the first follow-up after a slide is warm', async () => {
    // What stays must not begin like what was held.
    await chat.say('Hello! My name is Marlene.');
    const named = await fillWindow();
    await test.page.call('draft.keep', { chatId: chat.id, text: 'What is the capital of France?' });
    await test.until(async () =>
      (await test.page.call('cache.inspect', { chatId: chat.id })).caches.some((cache) => cache.isPrepared),
    );
    const moved = await chat.say('What is the capital of France?', named);
    expect(moved.receipt?.lostBecause).toBe('windowMoved');
    expect(moved.receipt?.prefilledTokens).toBeLessThan(20);
    const { draftTokens, usedTokens } = await measure('Hello!');
    await untilHeld(usedTokens);
    expect((await chat.say('Hello!')).receipt).toMatchObject({
      reusedTokens: usedTokens,
      prefilledTokens: draftTokens,
    });
  });

  it('leaves a pinned turn in the window', async () => {
    const first = await chat.say('Hello! My name is Marlene.');
    await test.page.call('window.change', { chatId: chat.id, changes: [{ turnId: first.turnId, change: 'pin' }] });
    const named = await fillWindow();
    expect(named).not.toContain(first.turnId);
    await chat.say('What is the capital of France?', named);
    expect(chat.turns()[0]).toMatchObject({ id: first.turnId, isSeen: true, isPinned: true });
  });

  it('refuses a message that cannot fit, and says by how much', async () => {
    const outcome = await chat.send('word '.repeat(600));
    expect(outcome).toMatchObject({ type: 'cannotFit', usage: { level: 'over', sending: { cause: 'draft' } } });
  });
});

describe('an engine that fails', () => {
  it('is started again after it died in an answer: what was said is kept, and the chat goes on', async () => {
    await beginLong(chat);
    await test.until(() => chat.events.some((event) => event.type === 'text'));
    test.engines[0]?.kill('SIGKILL');
    const answer = await chat.untilEnded();
    expect(answer).toMatchObject({ state: 'failed', failure: { code: 'engineEnded' } });
    expect(answer.text.length).toBeGreaterThan(0);
    expect((await chat.say('Hello!')).state).toBe('done');
  });

  it('is ended and started again when it hangs', async () => {
    // Long enough that an engine which only waits for its turn on a busy machine has not hung.
    const hanging = await openTestCore({ engineHangMs: 2_000 });
    const hangingChat = await hanging.newChat();
    await hangingChat.say('Hello!');
    // Before it is asked: afterwards it might have answered already.
    hanging.engines.at(-1)?.kill('SIGSTOP');
    await hangingChat.send('Tell me a story.');
    const answer = await hangingChat.untilEnded();
    expect(answer).toMatchObject({ state: 'failed', failure: { code: 'engineHung' } });
    expect((await hangingChat.say('Hello!')).state).toBe('done');
    await hanging.close();
  });
});

it('says in a sentence that the folder of graphs is a file', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-graphs-'));
  writeFileSync(join(dataDir, 'graphs'), '');
  const hindered = await openTestCore({ dataDir });
  const failed = await hindered.until(() => {
    const told = hindered.appEvents.map((event) => 'engine' in event && event.engine);
    return told.find((engine) => engine && engine.type === 'failed');
  });
  expect(failed).toMatchObject({ code: 'badGraphsFolder' });
  expect(failed).toEqual(saying(`${join(dataDir, 'graphs')}, and this cannot be used`));
  await hindered.close();
  rmSync(dataDir, { recursive: true });
});

it('tells its shell and its pages the language that is set, and keeps it', async () => {
  const heard: string[] = [];
  test.core.watchSettings(({ language }) => heard.push(language));
  expect(heard).toEqual(['system']);
  await test.page.call('app.configure', { settings: { language: 'en-XA' } });
  expect(heard).toEqual(['system', 'en-XA']);
  const told = () => test.appEvents.find((event) => event.type === 'settings')?.settings.language;
  expect(await test.until(told)).toBe('en-XA');
  const refused = test.page.call('app.configure', { settings: { language: 'not a tag' } });
  await expect(refused).rejects.toMatchObject({ code: 'badInput' });
  await test.page.call('app.configure', { settings: { language: null } });
  expect(heard).toEqual(['system', 'en-XA', 'system']);
});

describe('the moment before an end', () => {
  it('stores what was shown at once, and does not throw', async () => {
    await beginLong(chat);
    const stored = () => {
      const reader = new Database(join(test.dataDir, 'palimpsest.sqlite'), { readonly: true });
      const text = reader.prepare("SELECT text FROM messages WHERE state = 'streaming'").pluck().get();
      reader.close();
      return text;
    };
    const seen = await test.until(() => {
      const shown = chat.events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('');
      if (shown === '') return undefined;
      test.core.saveAnswers();
      return { shown, stored: stored() };
    });
    expect(seen.stored).toBe(seen.shown);
    await chat.untilEnded();
    test.core.saveAnswers();
  });
});

describe('a data folder', () => {
  it('gives everything back to the next start', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-again-'));
    const before = await openTestCore({ dataDir });
    const said = await before.newGreedyChat();
    const answer = await said.say('Hello! My name is Marlene.');
    await before.page.call('draft.keep', { chatId: said.id, text: 'unsent' });
    await before.close();

    const after = await openTestCore({ dataDir });
    const again = await after.watch(said.id);
    const chatView = await after.until(() => again.events.find((event) => event.type === 'snapshot')?.chat);
    expect(chatView.messages.map((message) => message.text)).toEqual(['Hello! My name is Marlene.', answer.text]);
    expect(chatView).toMatchObject({ draft: 'unsent', title: 'My name is Marlene.' });
    expect((await again.say('What is my name?')).text).toContain('Marlene');
    await after.close();
    rmSync(dataDir, { recursive: true });
  });

  it('is opened by one core at a time, and the second is told by whom', async () => {
    await expect(openTestCore({ dataDir: test.dataDir })).rejects.toMatchObject({ code: 'locked' });
  });
});
