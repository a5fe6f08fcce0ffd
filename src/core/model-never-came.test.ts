import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FoldersBesideOther, makeFoldersBesideOther } from './test-support/beside-other-model.ts';
import { keepCopy } from './test-support/library-model.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

const shipped = 'shipped';
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
const remembered = (chatId: number) => test.app.store.chatModels.get(chatId);

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

describe('a model that a person chose and that never came', () => {
  it('leaves what was sent to it unanswered, though the one before reads like it', async () => {
    const { folder } = await keepCopy(test.app.library);
    changeWeights(join(folder, 'model.safetensors'));
    const chat = await newShortChat();
    await use(chat.id, shipped);
    await chat.say('Hello!');
    const used = use(chat.id, 'another-mini');
    await until(() => test.app.models.known()?.modelId === 'another-mini');
    await chat.send('And now?');
    await test.page.call('model.stopSwitch', {});
    await used;
    const ended = await chat.untilEnded();
    expect(ended).toMatchObject({
      ...{ state: 'failed', text: '', receipt: null },
      failure: { code: 'otherModel', details: { own: 'Another Mini', inUse: 'palimpsest-mini' } },
    });
    expect(test.app.store.messages.get(ended.turnId)?.text).toBe('And now?');
    await test.page.call('turn.retry', { chatId: chat.id, turnId: ended.turnId, acceptForgetting: [] });
    expect(await chat.untilEnded()).toMatchObject({ state: 'done', answeredBy: { modelName: 'palimpsest-mini' } });
  });

  it('is not what the chat remembers, also where another choice follows that is refused', async () => {
    const { folder } = await keepCopy(test.app.library);
    const chat = await newShortChat();
    await chat.say('Hello!');
    const first = use(chat.id, shipped);
    await until(() => remembered(chat.id)?.modelId === shipped);
    truncateSync(join(folder, 'model.safetensors'), 1_000_000);
    await use(chat.id, 'another-mini');
    await first;
    expect(test.app.modelSwitch.view().refused).toMatchObject({ name: 'Another Mini', inUse: basename(modelDir) });
    expect(remembered(chat.id)).toMatchObject({ modelId: modelDir });
    expect(test.app.chats.known(chat.id)?.ownModel.other()).toBeNull();
  });

  it('leaves a chat in which nothing was answered without a model of its own', async () => {
    const chat = await newShortChat();
    await chat.send('Hello!');
    await test.page.call('turn.stop', { chatId: chat.id });
    expect((await chat.untilEnded()).text).toBe('');
    expect(remembered(chat.id)).toBeNull();
    const used = use(chat.id, shipped);
    await until(() => remembered(chat.id)?.modelId === shipped);
    await test.page.call('model.stopSwitch', {});
    await used;
    expect(remembered(chat.id)).toBeNull();
    expect(test.app.chats.known(chat.id)?.ownModel.get()).toBeNull();
  });

  it('is not loaded any more once everything ends, when the answers that it waited for are stopped', async () => {
    const chat = await newShortChat();
    const sampling = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 128 };
    await test.page.call('chat.configure', { chatId: chat.id, settings: sampling });
    await chat.send('Tell me a story.');
    await until(() => chat.events.some((event) => event.type === 'text'));
    const taken: string[] = [];
    const used = test.app.modelSwitch.use(shipped, { take: (modelId) => taken.push(modelId) });
    await until(() => test.app.modelSwitch.view().coming?.step === 'afterAnswers');
    await test.close();
    expect([await used, taken]).toEqual([{ type: 'left' }, []]);
    test = openTestApplication({ dataDir, modelDir });
  });
});
