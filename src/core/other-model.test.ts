import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatEvent } from '../shared/views.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

const bundled = resolve(import.meta.dirname, '../../models/palimpsest-mini');
/** All tokens are nearly as likely: with this seed it does not find its end, so that there is time to do something in it. */
const long = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 256 };
let modelDir: string;
let test: TestApplication;

beforeEach(() => {
  modelDir = mkdtempSync(join(tmpdir(), 'palimpsest-model-'));
  cpSync(bundled, modelDir, { recursive: true });
  test = openTestApplication({ modelDir });
});
afterEach(async () => {
  await test.close();
  rmSync(modelDir, { recursive: true, force: true });
});

/** The folder's tokenizer knows one merge less from now on: the same words can have other ids. */
function changeTokenizer(): void {
  const file = join(modelDir, 'tokenizer.json');
  const tokenizer = JSON.parse(readFileSync(file, 'utf8'));
  tokenizer.model.merges.pop();
  writeFileSync(file, JSON.stringify(tokenizer));
}

/** One chat is answered, another waits, and the engine is started again meanwhile. */
async function startAgainWhileOneWaits(changeModel: () => void) {
  const [first, second] = [await test.newChat(), await test.newChat()];
  await test.page.call('chat.configure', { chatId: first.id, settings: long });
  await first.send('Tell me a story.');
  await second.send('What is the capital of France?');
  await until(() => first.events.some((event) => event.type === 'text'));
  changeModel();
  await test.page.call('engine.restart', {});
  return second;
}

describe('a turn that waits while the engine is started again', () => {
  it('is answered when the model reads its prompt as the one did that it was planned for', async () => {
    const waiting = await startAgainWhileOneWaits(() => {});
    expect(await waiting.untilEnded()).toMatchObject({ state: 'done', failure: null });
    expect(test.app.models.loaded()).toBe(await test.app.models.current());
  });

  it('is told when another model was loaded, and is answered by it when it is asked again', async () => {
    const waiting = await startAgainWhileOneWaits(changeTokenizer);
    const ended = await waiting.untilEnded();
    expect(ended).toMatchObject({ state: 'failed', failure: { code: 'wrongModel' } });
    expect(test.app.store.messages.get(ended.turnId)?.text).toBe('What is the capital of France?');
    await test.page.call('turn.retry', { chatId: waiting.id, turnId: ended.turnId, acceptForgetting: [] });
    expect(await waiting.untilEnded()).toMatchObject({ state: 'done', failure: null });
  });
});

describe('a turn that is sent before the engine has loaded the other model', () => {
  it('is planned with the ids of that model, for what was said before as well', async () => {
    const { model } = JSON.parse(readFileSync(join(modelDir, 'tokenizer.json'), 'utf8'));
    const last: string | string[] = model.merges.at(-1);
    // A word that is one token less once the last merge is gone.
    const word = (typeof last === 'string' ? last.split(' ') : last).join('').replace(/Ġ/g, ' ').trim();
    const chat = await test.newChat();
    await chat.say(`a ${word} a`);
    const before = (await test.app.models.current()).tokenizer.encode(`a ${word} a`);
    changeTokenizer();
    await test.page.call('engine.restart', {});
    await chat.send('And now?');
    const now = (await test.app.models.current()).tokenizer.encode(`a ${word} a`);
    expect(now).not.toEqual(before);
    const { running } = test.app.chats.known(chat.id) ?? {};
    expect(running?.promptIds.slice(0, now.length)).toEqual(now);
    expect((await chat.untilEnded()).state).toBe('done');
  });
});

/** The folder holds another checkpoint from now on, with the same tokenizer: its last weight is another. */
function changeWeights(): void {
  const file = join(modelDir, 'model.safetensors');
  const weights = readFileSync(file);
  weights.writeUInt8(weights.readUInt8(weights.length - 2) ^ 1, weights.length - 2);
  writeFileSync(file, weights);
}

/** What is stored and shown of a chat. */
async function readChat(chatId: number) {
  const watched = await test.watch(chatId);
  const messages = turnMessages(watched.events).map(({ id, text, state, receipt }) => ({ id, text, state, receipt }));
  const ids = messages.map(({ id }) => test.app.store.messages.get(id)?.tokenIds ?? []);
  const usage = await test.page.call('draft.measure', { chatId, text: 'And now?' });
  watched.leave();
  return { messages, ids, usage };
}

const turnMessages = (events: readonly ChatEvent[]) =>
  events.flatMap((event) => (event.type === 'snapshot' ? event.chat.messages : []));

describe('a chat that another checkpoint with the same tokenizer answered', () => {
  let dataDir: string;

  const open = async () => {
    await test.close();
    test = openTestApplication({ dataDir, modelDir });
  };
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-answered-'));
    await open();
  });
  afterEach(async () => {
    await test.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('opens with the same words, ids and counts, and goes on from those ids', async () => {
    const chat = await test.newChat();
    await chat.say('Hello! My name is Marlene.');
    await test.page.call('chat.configure', { chatId: chat.id, settings: { ...long, maxReplyTokens: 40 } });
    const answer = await chat.say('Tell me a story.');
    const before = await readChat(chat.id);
    const model = await test.app.models.current();
    // What was drawn is not what encoding its words again would give, so that whoever did that would be found out.
    expect(model.tokenizer.encode(answer.text)).not.toEqual(before.ids.at(-1));
    const answeredBy = test.app.store.messages.get(answer.id)?.answeredBy;

    changeWeights();
    await open();
    expect(await readChat(chat.id)).toEqual(before);
    const again = await test.watch(chat.id);
    await again.send('And now?');
    const prompt = test.app.chats.known(chat.id)?.running?.promptIds.slice(0, before.usage.usedTokens);
    expect(prompt).toEqual(before.ids.flatMap((ids) => [...ids, 4_095]));
    const next = await again.untilEnded();
    expect(next.state).toBe('done');
    expect(test.app.store.messages.get(next.id)?.answeredBy?.modelHash).not.toBe(answeredBy?.modelHash);
  });
});

describe('requests to the engine', () => {
  it('are refused for another model than the one that it has loaded', async () => {
    const engine = await test.app.link.ready();
    const modelKey = test.app.models.loaded()?.engine?.modelKey ?? '';
    expect(modelKey).toContain('fp32');
    await expect(engine.call('cache.list', { modelKey: 'other' })).rejects.toMatchObject({ code: 'wrongModel' });
    await expect(engine.call('cache.list', { modelKey })).resolves.toMatchObject({ cache: null });
  });
});
