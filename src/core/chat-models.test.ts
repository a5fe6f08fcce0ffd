import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FoldersBesideOther, makeFoldersBesideOther } from './test-support/beside-other-model.ts';
import { keepCopy } from './test-support/library-model.ts';
import { insertLongChat } from './test-support/long-chat.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { turnsAfter, until } from './test-support/open-test-core.ts';
import { otherTold } from './test-support/other-told.ts';
import { openTokenizer } from './text/read-tokenizer.ts';
import { cacheKeyOf } from './turn/turn-context.ts';

const bundledDir = resolve(import.meta.dirname, '../../models/palimpsest-mini');
const shipped = 'shipped';
/** All tokens are nearly as likely: with this seed it does not find its end, so that there is time to do something in it. */
const long = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 256 };
let folders: FoldersBesideOther;
let modelDir: string;
let dataDir: string;
let test: TestApplication;

beforeEach(() => {
  folders = makeFoldersBesideOther();
  ({ modelDir, dataDir } = folders);
  test = openTestApplication({ dataDir, modelDir });
});
afterEach(async () => {
  await test.close();
  folders.remove();
});

const use = (chatId: number, modelId: string) => test.page.call('chat.useModel', { chatId, modelId });
const idsOf = (messageId: number) => test.app.store.messages.get(messageId)?.tokenIds;
const nameInUse = () => test.app.models.loaded()?.name;

async function newShortChat(): Promise<HeardChat> {
  const chat = await test.newChat();
  await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 12 } });
  return chat;
}

/** It is another checkpoint from now on. */
function changeWeights(file: string): void {
  const weights = readFileSync(file);
  weights.writeUInt8(weights.readUInt8(weights.length - 2) ^ 1, weights.length - 2);
  writeFileSync(file, weights);
}

/** A chat in which a model of the library has answered, which is no other's checkpoint. */
async function chatWithAnother(): Promise<HeardChat> {
  const { folder } = await keepCopy(test.app.library);
  changeWeights(join(folder, 'model.safetensors'));
  const chat = await newShortChat();
  await use(chat.id, 'another-mini');
  await chat.say('Hello!');
  return chat;
}

describe('a chat', () => {
  it('goes on with the model that answered in it, and is answered by no other until a person chose', async () => {
    const chat = await newShortChat();
    await chat.say('Hello! My name is Ada.');
    const second = await newShortChat();
    await use(second.id, shipped);
    expect(nameInUse()).toBe('palimpsest-mini');
    expect(otherTold(chat)).toEqual({
      own: {
        modelId: modelDir,
        name: basename(modelDir),
        loadBytes: statSync(join(modelDir, 'model.safetensors')).size,
      },
      inUse: { modelId: shipped, name: 'palimpsest-mini' },
    });
    await expect(chat.send('And now?')).rejects.toMatchObject({ code: 'otherModel' });
    const [, answer] = test.app.store.messages.path(chat.id);
    const turnId = answer?.turnId as number;
    const retry = test.page.call('turn.retry', { chatId: chat.id, turnId, acceptForgetting: [] });
    await expect(retry).rejects.toMatchObject({ code: 'otherModel' });
    expect(test.app.store.messages.path(chat.id)).toHaveLength(2);
    // Nothing is read ahead for it either.
    await second.say('Hello!');
    await use(chat.id, shipped);
    expect(otherTold(chat)).toBeNull();
    const answered = await chat.say('And now?');
    expect(answered).toMatchObject({ answeredBy: { modelName: 'palimpsest-mini' }, isByOther: true });
    expect(await chat.say('And then?')).not.toHaveProperty('isByOther');
  });

  it('keeps the ids of each model, and goes on from them when it comes back to it', async () => {
    const chat = await newShortChat();
    const first = await chat.say('Hello! My name is Ada.');
    const [sent, sampled] = [idsOf(first.turnId), idsOf(first.id)];
    const model = await test.app.models.current();
    // What was drawn is not what encoding its words again would give, so that whoever did that would be found out.
    expect(model.tokenizer.encode(first.text)).not.toEqual(sampled);
    await use(chat.id, shipped);
    const second = await chat.say('What is my name?');
    const mini = await test.app.models.current();
    expect(mini.tokenizer.hash).not.toBe(model.tokenizer.hash);
    const anew = [mini.tokenizer.encode('Hello! My name is Ada.'), mini.tokenizer.encode(first.text)];
    expect(second.receipt).toMatchObject({ reusedTokens: 0 });
    // This one has read none of it yet, and what it answers is what the next turn stands on.
    expect(chat.events.filter(({ type }) => type === 'started').at(-1)).toMatchObject({ rereadTokens: 0 });
    expect(test.app.ledger.readTurns(cacheKeyOf(chat.id)).lastAnswerId).toBe(second.id);
    expect([idsOf(first.turnId), idsOf(first.id)]).toEqual([sent, sampled]);
    expect(idsOf(second.turnId)).toEqual(mini.tokenizer.encode('What is my name?'));
    await use(chat.id, modelDir);
    await chat.send('And now?');
    const prompt = test.app.chats.known(chat.id)?.running?.promptIds ?? [];
    expect(prompt.slice(0, (sent?.length ?? 0) + (sampled?.length ?? 0) + 2)).toEqual([
      ...[...(sent ?? []), 4_095],
      ...[...(sampled ?? []), 4_095],
    ]);
    expect(anew).not.toEqual([sent, sampled]);
    expect((await chat.untilEnded()).state).toBe('done');
  });

  it('says the name of its model also where that is not here any more', async () => {
    const chat = await newShortChat();
    await chat.say('Hello!');
    await test.close();
    test = openTestApplication({ dataDir });
    const again = await test.watch(chat.id);
    expect(otherTold(again)).toEqual({
      own: { modelId: null, name: basename(modelDir), loadBytes: 0 },
      inUse: { modelId: shipped, name: 'palimpsest-mini' },
    });
    await use(chat.id, shipped);
    expect((await again.say('And now?')).state).toBe('done');
  });

  it('says so when its model is removed, and is answered by another one that a person chose', async () => {
    const chat = await chatWithAnother();
    expect(otherTold(chat)).toBeNull();
    await test.page.call('models.remove', { modelId: 'another-mini' });
    await test.app.link.ready();
    await until(() => otherTold(chat)?.own.modelId === null);
    expect(otherTold(chat)).toMatchObject({ own: { name: 'Another Mini' }, inUse: { modelId: shipped } });
    await use(chat.id, shipped);
    expect((await chat.say('And now?')).state).toBe('done');
  });

  it('goes on with its own model only, not with one that has the name of that and came after its removal', async () => {
    const chat = await chatWithAnother();
    const checkpointHash = test.app.learnt.of('another-mini')?.checkpointHash ?? '';
    await test.page.call('models.remove', { modelId: 'another-mini' });
    const { modelId } = await keepCopy(test.app.library, { checkpointHash: 'd'.repeat(64) });
    await test.page.call('models.use', { modelId });
    await test.app.link.ready();
    await until(() => otherTold(chat)?.inUse.modelId === modelId);
    expect(otherTold(chat)).toMatchObject({ own: { modelId: null, name: 'Another Mini' } });
    await expect(chat.send('And now?')).rejects.toMatchObject({ code: 'otherModel' });
    // The same one, brought again, is found again.
    const again = await keepCopy(test.app.library, { checkpointHash });
    changeWeights(join(again.folder, 'model.safetensors'));
    await test.page.call('models.use', { modelId: again.modelId });
    await test.app.link.ready();
    await until(() => otherTold(chat) === null);
    expect((await chat.say('And now?')).state).toBe('done');
  });

  it('opens with many messages that another model wrote, told and counted by the one in use', async () => {
    const { tokenizer } = await test.app.models.current();
    const mini = openTokenizer(bundledDir);
    const chatId = insertLongChat(test.app.store, mini, { title: 'Long', turnCount: 100 }, Date.now());
    const chat = await test.watch(chatId);
    await until(() => chat.events.some((event) => event.type === 'earlier' && event.isWhole));
    const path = test.app.store.messages.path(chatId);
    const told = turnsAfter(chat.events);
    expect(told).toHaveLength(100);
    const count = (text: string) => tokenizer.encode(text).length + 1;
    expect(told.map(({ tokenCount }) => tokenCount)).toEqual(
      path.flatMap(({ role, text }, index) =>
        role === 'user' ? [count(text) + count(path[index + 1]?.text ?? '')] : [],
      ),
    );
    expect(path.every(({ tokenizerHash }) => tokenizerHash === mini.hash)).toBe(true);
    expect(tokenizer.hash).not.toBe(mini.hash);
  });

  it('that is branched from another goes on with the same model', async () => {
    const chat = await newShortChat();
    const { turnId } = await chat.say('Hello!');
    const { chatId } = await test.page.call('chat.branch', { chatId: chat.id, turnId, turnCount: null });
    await use((await newShortChat()).id, shipped);
    expect(otherTold(await test.watch(chatId))?.own).toMatchObject({ modelId: modelDir, name: basename(modelDir) });
  });
});

describe('a model that is wanted', () => {
  it('waits until what is being answered has come to its end', async () => {
    const [chat, other] = [await newShortChat(), await newShortChat()];
    await use(chat.id, shipped);
    await test.page.call('chat.configure', { chatId: chat.id, settings: long });
    await chat.send('Tell me a story.');
    await until(() => chat.events.some((event) => event.type === 'text'));
    const used = use(other.id, modelDir);
    await until(() => test.app.modelSwitch.view().coming?.step === 'afterAnswers');
    // Sent before the other one is there, it is answered by the one that it was sent to.
    await other.send('Hello!');
    expect(await chat.untilEnded()).toMatchObject({ state: 'done', answeredBy: { modelName: 'palimpsest-mini' } });
    expect(await other.untilEnded()).toMatchObject({ state: 'done', answeredBy: { modelName: 'palimpsest-mini' } });
    await used;
    expect(nameInUse()).toBe(basename(modelDir));
    expect(test.app.modelSwitch.view()).toMatchObject({ coming: null, refused: null });
  });

  it('waits for what is being answered in its own chat as well, which it goes on with then', async () => {
    const chat = await newShortChat();
    await use(chat.id, shipped);
    await test.page.call('chat.configure', { chatId: chat.id, settings: { ...long, maxReplyTokens: 60 } });
    await chat.send('Tell me a story.');
    await until(() => chat.events.some((event) => event.type === 'text'));
    const used = use(chat.id, modelDir);
    await until(() => test.app.modelSwitch.view().coming?.step === 'afterAnswers');
    expect(await chat.untilEnded()).toMatchObject({ state: 'done', answeredBy: { modelName: 'palimpsest-mini' } });
    await used;
    expect(otherTold(chat)).toBeNull();
    expect(test.app.store.chatModels.get(chat.id)).toMatchObject({ modelId: modelDir });
    await test.page.call('chat.configure', { chatId: chat.id, settings: { isGreedy: true, maxReplyTokens: 8 } });
    expect((await chat.say('And now?')).answeredBy?.modelName).toBe(basename(modelDir));
  });

  it('is waited for by what is sent to it, which can be stopped', async () => {
    const chat = await newShortChat();
    await chat.say('Hello!');
    const used = use(chat.id, shipped);
    await until(() => test.app.modelSwitch.view().coming?.step === 'loading' && test.app.models.known()?.isBundled);
    await chat.send('And now?');
    await test.page.call('turn.stop', { chatId: chat.id });
    expect((await chat.untilEnded()).state).toBe('stopped');
    await used;
    expect((await chat.say('And now?')).answeredBy?.modelName).toBe('palimpsest-mini');
  });

  it('is given up when a person wants it no more, and the one before is used again', async () => {
    const chat = await newShortChat();
    await chat.say('Hello!');
    const used = use(chat.id, shipped);
    await until(() => test.app.modelSwitch.view().coming?.step === 'loading');
    await test.page.call('model.stopSwitch', {});
    await used;
    expect(otherTold(chat)).toBeNull();
    expect((await chat.say('And now?')).answeredBy?.modelName).toBe(basename(modelDir));
  });

  it('is gone on with where it is in use again by the time that it would have come', async () => {
    const [chat, other] = [await newShortChat(), await newShortChat()];
    await use(chat.id, shipped);
    await chat.say('Hello!');
    await use(other.id, modelDir);
    await other.say('Hello!');
    const coming = use(other.id, shipped);
    await until(() => test.app.modelSwitch.view().coming?.step === 'loading' && test.app.models.known()?.isBundled);
    await use(chat.id, modelDir);
    await coming;
    expect(test.app.store.chatModels.get(chat.id)).toMatchObject({ modelId: modelDir });
    expect([otherTold(chat), otherTold(other)]).toEqual([null, null]);
    expect((await chat.say('And now?')).answeredBy?.modelName).toBe(basename(modelDir));
  });

  it('that cannot be read changes nothing, and is told once with the reason', async () => {
    await test.close();
    test = openTestApplication({ dataDir });
    await test.page.call('model.use', { type: 'folder', folder: modelDir });
    const chat = await newShortChat();
    await chat.say('Hello!');
    await test.page.call('model.use', { type: 'bundled' });
    await test.app.link.ready();
    const engines = test.engines.length;
    writeFileSync(join(modelDir, 'tokenizer.json'), '{');
    await use(chat.id, modelDir);
    expect(test.app.modelSwitch.view()).toMatchObject({
      coming: null,
      refused: { name: basename(modelDir), failure: { code: 'badModel' }, inUse: 'palimpsest-mini' },
    });
    expect(test.engines).toHaveLength(engines);
    await test.page.call('model.dismissRefused', {});
    expect(test.app.modelSwitch.view().refused).toBeNull();
  });

  it('that cannot be loaded leaves the shipped one in use where the one before was removed meanwhile, and says why', async () => {
    const imported = await test.page.stream('models.import', { path: modelDir }, () => {}).result;
    const modelId = imported?.modelId ?? '';
    const chat = await newShortChat();
    await chat.say('Hello!');
    await use(chat.id, modelId);
    const weights = readFileSync(join(modelDir, 'model.safetensors'));
    writeFileSync(join(modelDir, 'model.safetensors'), weights.subarray(0, weights.length / 2));
    const { sources, link } = test.app;
    const end = await test.app.modelSwitch.use(modelDir, {
      take: (taken) => {
        sources.use(taken === modelDir ? { type: 'folder', folder: modelDir } : sources.find(taken));
        link.restart();
      },
      onLoading: () => test.app.library.remove(modelId),
    });
    expect(end).toMatchObject({ type: 'refused' });
    expect(test.app.modelSwitch.view()).toMatchObject({
      inUseId: shipped,
      refused: { failure: { code: 'badModel' }, inUse: 'palimpsest-mini' },
    });
  });

  it('that cannot be loaded leaves the one before in use, and the chat with what it had', async () => {
    const chat = await newShortChat();
    await chat.say('Hello!');
    await use(chat.id, shipped);
    await chat.say('And now?');
    await test.page.call('models.use', { modelId: shipped, loadsAnyway: true });
    const weights = readFileSync(join(modelDir, 'model.safetensors'));
    writeFileSync(join(modelDir, 'model.safetensors'), weights.subarray(0, weights.length / 2));
    await use(chat.id, modelDir);
    expect(test.app.modelSwitch.view().refused).toMatchObject({
      failure: { code: 'badModel' },
      inUse: 'palimpsest-mini',
    });
    expect(test.app.sources.loadsAnyway()).toBe(true);
    expect(otherTold(chat)).toBeNull();
    expect((await chat.say('And then?')).answeredBy?.modelName).toBe('palimpsest-mini');
  });
});
