import { openSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FoldersBesideOther, makeFoldersBesideOther } from './test-support/beside-other-model.ts';
import { startInProcessEngine } from './test-support/in-process-engine.ts';
import { keepCopy } from './test-support/library-model.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';
import { otherTold } from './test-support/other-told.ts';

const shipped = 'shipped';
/** All tokens are nearly as likely: with this seed it does not find its end, so that there is time to do something in it. */
const long = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 128 };
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
const remembered = ({ id }: HeardChat) => test.app.store.chatModels.get(id)?.modelId;
const step = () => test.app.modelSwitch.view().coming?.step;

async function newShortChat(): Promise<HeardChat> {
  const chat = await test.newChat();
  await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 12 } });
  return chat;
}

/** Its words can be read, and its size is as it was: only loading it says that it is damaged. */
function damage(folder: string): void {
  writeSync(openSync(join(folder, 'model.safetensors'), 'r+'), Buffer.alloc(8, 0xff), 0, 8, 0);
}

describe('a chat in which nothing was said', () => {
  it('goes on with the model that a person chose for it', async () => {
    const [chosen, other] = [await newShortChat(), await newShortChat()];
    await use(chosen.id, shipped);
    await use(other.id, modelDir);
    expect(otherTold(chosen)).toMatchObject({ own: { modelId: shipped }, inUse: { modelId: modelDir } });
    await expect(chosen.send('Hello!')).rejects.toMatchObject({ code: 'otherModel' });
    await use(chosen.id, shipped);
    expect((await chosen.say('Hello!')).answeredBy?.modelName).toBe('palimpsest-mini');
  });

  it('and nothing chosen goes on with whichever is in use, as does a new chat in the place of one', async () => {
    const [said, empty] = [await newShortChat(), await newShortChat()];
    await said.say('Hello!');
    await use(empty.id, shipped);
    await use(said.id, modelDir);
    expect(otherTold(empty)).toMatchObject({ own: { modelId: shipped } });
    expect(await test.page.call('chat.create', {})).toEqual({ chatId: empty.id });
    expect(otherTold(empty)).toBeNull();
    expect((await empty.say('Hello!')).answeredBy?.modelName).toBe(basename(modelDir));
  });

  it('is answered by no other than the chosen one where that cannot be loaded, also by none that reads like it', async () => {
    await test.close();
    test = openTestApplication({ dataDir });
    damage((await keepCopy(test.app.library)).folder);
    const [chosen, other] = [await newShortChat(), await newShortChat()];
    const used = use(chosen.id, 'another-mini');
    await until(() => step() === 'loading' && test.app.models.known()?.modelId === 'another-mini');
    await chosen.send('Hello!');
    await other.send('Hello!');
    await used;
    expect(await chosen.untilEnded()).toMatchObject({ state: 'failed', failure: { code: 'otherModel' } });
    expect(await other.untilEnded()).toMatchObject({ state: 'done', answeredBy: { modelName: 'palimpsest-mini' } });
    expect((await chosen.say('And now?')).answeredBy?.modelName).toBe('palimpsest-mini');
  });
});

describe('chats that want the same model', () => {
  it('all go back to what they had where it cannot be loaded', async () => {
    await test.close();
    let mayStart = Promise.resolve();
    const startEngine = async () => {
      await mayStart;
      return startInProcessEngine();
    };
    test = openTestApplication({ dataDir, modelDir, startEngine });
    const [one, two, empty] = [await newShortChat(), await newShortChat(), await newShortChat()];
    await use(one.id, shipped);
    for (const chat of [one, two]) await chat.say('Hello!');
    await use(empty.id, shipped);
    damage(modelDir);
    let letStart = () => {};
    mayStart = new Promise((resolve) => {
      letStart = resolve;
    });
    const wanted = [use(one.id, modelDir)];
    await until(() => test.app.sources.currentId() === modelDir);
    wanted.push(use(two.id, modelDir), use(empty.id, modelDir));
    await until(() => [one, two, empty].every((chat) => remembered(chat) === modelDir));
    letStart();
    await Promise.all(wanted);
    expect(test.app.modelSwitch.view()).toMatchObject({ inUseId: shipped, refused: { chatId: empty.id } });
    expect([one, two, empty].map(remembered)).toEqual([shipped, shipped, shipped]);
    expect([one, two, empty].map(otherTold)).toEqual([null, null, null]);
    expect((await two.say('And now?')).answeredBy?.modelName).toBe('palimpsest-mini');
  });

  it('all get it, also those that chose it while it waited for an answer, or from the Models page', async () => {
    const [answering, one, two] = [await newShortChat(), await newShortChat(), await newShortChat()];
    for (const chat of [one, two]) await chat.say('Hello!');
    await test.page.call('chat.configure', { chatId: answering.id, settings: long });
    await answering.send('Tell me a story.');
    await until(() => answering.events.some((event) => event.type === 'text'));
    const wanted = [use(one.id, shipped)];
    await until(() => step() === 'afterAnswers');
    wanted.push(use(two.id, shipped), test.page.call('models.use', { modelId: shipped }));
    expect((await answering.untilEnded()).state).toBe('done');
    await Promise.all(wanted);
    expect([one, two].map(remembered)).toEqual([shipped, shipped]);
    expect([one, two].map(otherTold)).toEqual([null, null]);
    expect(test.app.sources.currentId()).toBe(shipped);
  });

  it('are told with the reason where one of them asked on the Models page as well, which is told too', async () => {
    const chat = await newShortChat();
    await use(chat.id, shipped);
    await chat.say('Hello!');
    damage(modelDir);
    const used = use(chat.id, modelDir);
    await until(() => step() === 'loading' && remembered(chat) === modelDir);
    await expect(test.page.call('models.use', { modelId: modelDir })).rejects.toMatchObject({ code: 'badModel' });
    await used;
    expect(test.app.modelSwitch.view().refused).toMatchObject({ chatId: chat.id, failure: { code: 'badModel' } });
  });
});
