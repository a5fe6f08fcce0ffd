import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelsView } from '../shared/models-view.ts';
import { CoreError } from '../shared/wire.ts';
import { keepCopy } from './test-support/library-model.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

const golden = join(import.meta.dirname, '../../models/palimpsest-mini');
let dataDir: string;
let test: TestApplication;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-models-page-'));
  test = openTestApplication({ dataDir });
});
afterEach(async () => {
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function watch(of: TestApplication = test): ModelsView[] {
  const views: ModelsView[] = [];
  of.page.stream('models.watch', {}, (view) => views.push(view)).result.catch(() => {});
  return views;
}

const cardsOf = (views: readonly ModelsView[]) => views.at(-1)?.models ?? [];
const currentId = (views: readonly ModelsView[]) => cardsOf(views).find((card) => card.isCurrent)?.modelId;

async function startAgain(modelDir?: string): Promise<void> {
  await test.close();
  test = openTestApplication({ dataDir, ...(modelDir !== undefined && { modelDir }) });
}

describe('the models that are here', () => {
  it('are the shipped one and those of the library, with what their folders say, and more once one was loaded', async () => {
    await keepCopy(test.app.library);
    const views = watch();
    await until(() => cardsOf(views)[0]?.parameterCount === 4_339_200);
    expect(cardsOf(views)).toMatchObject([
      {
        ...{ modelId: 'shipped', name: 'palimpsest-mini', origin: { type: 'shipped' }, isCurrent: true },
        ...{
          canBeRemoved: false,
          licence: 'MIT',
          languages: ['en'],
          windowTokens: 512,
          precision: 'fp32',
          speed: null,
        },
        problem: null,
      },
      {
        ...{ modelId: 'another-mini', name: 'Another Mini', isCurrent: false, canBeRemoved: true, windowTokens: 512 },
        ...{
          origin: { type: 'folder', path: '/elsewhere/mini' },
          parameterCount: 4_339_200,
          precision: null,
          problem: null,
        },
      },
    ]);
    // Its graphs are made of 17 MB of float32.
    expect(cardsOf(views)[0]?.diskBytes).toBeGreaterThan((cardsOf(views)[0]?.fileBytes ?? 0) + 17_000_000);
  });

  it('tell how fast one answered here, also after another start', async () => {
    const chat = await test.newChat();
    await chat.say('Tell me a story.');
    const views = watch();
    await until(() => cardsOf(views)[0]?.speed != null);
    const { speed } = cardsOf(views)[0] as { speed: unknown };
    expect(speed).toEqual({ device: 'cpu', decodeTokensPerSecond: expect.any(Number) });
    await startAgain();
    const again = watch();
    await until(() => cardsOf(again)[0]?.speed != null);
    expect(cardsOf(again)[0]?.speed).toEqual(speed);
  });

  it('are told where what was loaded is not what was brought', async () => {
    await test.app.link.ready();
    const checkpointHash = test.app.models.loaded()?.engine?.checkpointHash ?? '';
    const { folder } = await keepCopy(test.app.library, { checkpointHash });
    const views = watch();
    const use = (modelId: string) => test.page.call('models.use', { modelId });
    await use('another-mini');
    await until(() => cardsOf(views)[1]?.precision === 'fp32');
    expect(cardsOf(views).map(({ isChanged }) => isChanged)).toEqual([false, false]);

    await use('shipped');
    const weights = join(folder, 'model.safetensors');
    const bytes = readFileSync(weights);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 2) ^ 1, bytes.length - 2);
    writeFileSync(weights, bytes);
    await use('another-mini');
    await until(() => cardsOf(views)[1]?.isChanged);
    expect(cardsOf(views).map(({ isChanged, problem }) => [isChanged, problem])).toEqual([
      [false, null],
      [true, null],
    ]);
  });

  it('are told with what is wrong with them', async () => {
    const { folder } = await keepCopy(test.app.library);
    rmSync(join(folder, 'config.json'));
    const views = watch();
    await until(() => cardsOf(views).length === 2);
    expect(cardsOf(views)[1]?.problem).toMatchObject({
      code: 'badModel',
      details: { reason: 'missing', file: 'config.json' },
    });
  });
});

describe('what was learnt of models', () => {
  it('tells nothing of folders that were named once everything was deleted', async () => {
    await startAgain(golden);
    await test.app.link.ready();
    const written = async () => {
      await test.app.learnt.settled();
      return readFileSync(join(dataDir, 'models/.learnt.json'), 'utf8');
    };
    await until(async () => (await written()).includes(golden));
    await test.page.call('data.eraseAll', {});
    expect(await written()).not.toContain(golden);
  });
});

describe('a model of the library', () => {
  it('is used from then on, also after another start, but not where a folder is named then', async () => {
    await keepCopy(test.app.library);
    const views = watch();
    await test.page.call('models.use', { modelId: 'another-mini' });
    expect((await (await test.newChat()).say('Hello!')).answeredBy?.modelName).toBe('Another Mini');
    expect(currentId(views)).toBe('another-mini');
    await startAgain();
    expect((await test.app.models.current()).name).toBe('Another Mini');
    await startAgain(golden);
    const named = watch();
    await until(() => cardsOf(named).length === 3);
    expect(currentId(named)).toBe(golden);
    expect(cardsOf(named)[1]).toMatchObject({
      modelId: golden,
      canBeRemoved: false,
      origin: { type: 'folder', path: golden },
    });
    await test.page.call('models.use', { modelId: 'shipped' });
    await startAgain();
    expect((await test.app.models.current()).name).toBe('palimpsest-mini');
  });

  it('is removed with all that was made of it, and the shipped one is used where it was in use', async () => {
    const { folder } = await keepCopy(test.app.library, { checkpointHash: 'e'.repeat(64) });
    const views = watch();
    await test.page.call('models.use', { modelId: 'another-mini' });
    await test.app.link.ready();
    await test.page.call('models.remove', { modelId: 'another-mini' });
    expect(existsSync(folder)).toBe(false);
    await until(() => cardsOf(views).length === 1 && currentId(views) === 'shipped');
    expect((await (await test.newChat()).say('Hello!')).answeredBy?.modelName).toBe('palimpsest-mini');
    expect(test.app.store.settings.app().modelId).toBeNull();
  });

  it('is gone on with by the chats that are named before it is removed: none that another copy can answer', async () => {
    const { folder } = await keepCopy(test.app.library);
    const weights = readFileSync(join(folder, 'model.safetensors'));
    weights.writeUInt8(weights.readUInt8(weights.length - 2) ^ 1, weights.length - 2);
    writeFileSync(join(folder, 'model.safetensors'), weights);
    const chatsOf = (modelId: string) => test.page.call('models.chatsOf', { modelId });
    await (await test.newChat()).say('Hello!');
    expect(await chatsOf('another-mini')).toEqual({ count: 0, titles: [] });
    await test.page.call('models.use', { modelId: 'another-mini' });
    const chats: HeardChat[] = [];
    for (const words of ['One', 'Two', 'Three', 'Four', 'Five']) {
      const chat = await test.newChat();
      await chat.say(words);
      chats.push(chat);
    }
    await test.page.call('chat.delete', { chatId: chats[4]?.id ?? 0 });
    expect(await chatsOf('another-mini')).toEqual({ count: 4, titles: ['Four', 'Three', 'Two'] });
    expect(await chatsOf('nobody')).toEqual({ count: 0, titles: [] });
    // The same checkpoint under another name takes its place.
    const checkpointHash = test.app.learnt.of('another-mini')?.checkpointHash ?? '';
    await keepCopy(test.app.library, { name: 'The same', checkpointHash });
    expect(await chatsOf('another-mini')).toEqual({ count: 0, titles: [] });
  });

  it('is removed once its answers under way have come to their end', async () => {
    await keepCopy(test.app.library, { checkpointHash: 'e'.repeat(64) });
    await test.page.call('models.use', { modelId: 'another-mini' });
    const [chat, waiting] = [await test.newChat(), await test.newChat()];
    const sampling = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 64 };
    await test.page.call('chat.configure', { chatId: chat.id, settings: sampling });
    await chat.send('Tell me a story.');
    await waiting.send('Hello!');
    await until(() => chat.events.some((event) => event.type === 'text'));
    const removed = test.page.call('models.remove', { modelId: 'another-mini' });
    for (const { untilEnded } of [chat, waiting]) {
      expect(await untilEnded()).toMatchObject({ state: 'done', answeredBy: { modelName: 'Another Mini' } });
    }
    await removed;
    expect(test.app.library.find('another-mini')).toBeUndefined();
    expect(test.app.models.loaded()?.name).toBe('palimpsest-mini');
  });

  it('stays where the switch to the shipped one is stopped, and the check of it ends with its removal', async () => {
    await keepCopy(test.app.library, { checkpointHash: 'e'.repeat(64) });
    await test.page.call('models.use', { modelId: 'another-mini' });
    const chat = await test.newChat();
    const sampling = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 64 };
    await test.page.call('chat.configure', { chatId: chat.id, settings: sampling });
    await chat.send('Tell me a story.');
    await until(() => chat.events.some((event) => event.type === 'text'));
    const stopped = test.page.call('models.remove', { modelId: 'another-mini' });
    await until(() => test.app.modelSwitch.view().coming !== null);
    await test.page.call('model.stopSwitch', {});
    expect(await stopped).toEqual({ isRemoved: false });
    expect(test.app.library.find('another-mini')).toBeDefined();
    await chat.untilEnded();
    const cancelled: string[] = [];
    const { checks } = test.app;
    const cancel = checks.cancel.bind(checks);
    checks.cancel = (modelId) => {
      cancelled.push(modelId);
      cancel(modelId);
    };
    expect(await test.page.call('models.remove', { modelId: 'another-mini' })).toEqual({ isRemoved: true });
    expect(cancelled).toEqual(['another-mini']);
  });

  it('that cannot be loaded is refused to each page that asked for it', async () => {
    const { folder } = await keepCopy(test.app.library, { checkpointHash: 'e'.repeat(64) });
    const weights = join(folder, 'model.safetensors');
    writeFileSync(weights, Buffer.alloc(readFileSync(weights).length));
    const [one, other] = [1, 2].map(() => test.page.call('models.use', { modelId: 'another-mini' }));
    await expect(one).rejects.toMatchObject({ code: 'badModel' });
    await expect(other).rejects.toMatchObject({ code: 'badModel' });
    expect(test.app.modelSwitch.view().refused).toBeNull();
  });

  it('is removed from a disk that stores nothing more, which is told: its graphs too, and every page hears of it', async () => {
    const { folder } = await keepCopy(test.app.library, { checkpointHash: 'e'.repeat(64) });
    const views = watch();
    await test.page.call('models.use', { modelId: 'another-mini' });
    await until(() => cardsOf(views).length === 2);
    const full = () => {
      throw new CoreError('diskFull', { of: 'dataFolder' });
    };
    test.app.store.settings.configureApp = full;
    test.app.store.modelForms.forget = full;
    await expect(test.page.call('models.remove', { modelId: 'another-mini' })).rejects.toMatchObject({
      code: 'diskFull',
    });
    expect(existsSync(folder)).toBe(false);
    await until(() => cardsOf(views).length === 1 && currentId(views) === 'shipped');
  });

  it('leaves the graphs that another model needs, and takes those that none does', async () => {
    await test.app.link.ready();
    const views = watch();
    await until(() => cardsOf(views)[0]?.precision === 'fp32');
    const checkpointHash = test.app.learnt.of('shipped')?.checkpointHash ?? '';
    await keepCopy(test.app.library, { checkpointHash });
    const graphs = () => readdirSync(join(dataDir, 'graphs')).filter((name) => name.includes('-fp32-'));
    await test.page.call('models.remove', { modelId: 'another-mini' });
    expect(graphs()).toHaveLength(1);
    test.app.learnt.forget('shipped');
    await keepCopy(test.app.library, { checkpointHash });
    await test.page.call('models.remove', { modelId: 'another-mini' });
    expect(graphs()).toEqual([]);
  });

  it('cannot be what is not there, and what is not of the library cannot be removed', async () => {
    await expect(test.page.call('models.use', { modelId: 'nobody' })).rejects.toMatchObject({ code: 'noSuchModel' });
    await expect(test.page.call('models.remove', { modelId: 'nobody' })).rejects.toMatchObject({ code: 'noSuchModel' });
    const refused = test.page.call('models.remove', { modelId: 'shipped' });
    await expect(refused).rejects.toMatchObject({ code: 'cannotBeRemoved' });
  });
});
