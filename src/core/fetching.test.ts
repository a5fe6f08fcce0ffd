import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelProgress, ModelsView } from '../shared/models-view.ts';
import { saying } from '../shared/test-support/saying.ts';
import { bundledModelDir } from './models/catalog.ts';
import { type LocalHub, openLocalHub } from './test-support/local-hub.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

const modelDir = bundledModelDir(resolve(import.meta.dirname, '../../models'));
const files = Object.fromEntries(readdirSync(modelDir).map((name) => [name, readFileSync(join(modelDir, name))]));
const weights = files['model.safetensors'] as Buffer;
const commit = 'c0ffee'.padEnd(40, '0');

let hub: LocalHub;
let test: TestApplication;
let views: ModelsView[];

beforeEach(async () => {
  hub = await openLocalHub();
  hub.repositories.set('someone/small', { commit, files });
  test = openTestApplication();
  views = [];
  test.page.stream('models.watch', {}, (view) => views.push(view)).result.catch(() => {});
  await test.page.call('app.configure', { settings: { hubAddress: hub.address } });
});
afterEach(async () => {
  await test.close();
  await hub.close();
});

const look = () => test.page.call('hub.look', { repository: 'someone/small' });
const downloadsDir = () => join(test.dataDir, 'models', '.downloads');

describe('a model that is fetched', () => {
  it('is looked up, downloaded, checked, tried, told to every page, and answers', async () => {
    const { lookId, modelId, licence } = await look();
    expect({ modelId, licence }).toEqual({ modelId: null, licence: 'mit' });
    const progress: ModelProgress[] = [];
    const result = await test.page.stream('hub.download', { lookId }, (each) => progress.push(each)).result;
    expect(result).not.toBeNull();
    const fetched = (result as { modelId: string }).modelId;
    expect(new Set(progress.map(({ step }) => step))).toEqual(
      new Set(['receiving', 'checking', 'converting', 'trying']),
    );
    expect(readdirSync(downloadsDir())).toEqual([]);

    const card = await until(() => views.at(-1)?.models.find((model) => model.modelId === fetched));
    expect(card).toMatchObject({
      ...{ name: 'someone/small', origin: { type: 'hub', repository: 'someone/small', commit }, licence: 'mit' },
      ...{ canBeRemoved: true, windowTokens: 512, problem: null, languages: ['en'] },
    });
    expect(views.some(({ coming }) => coming?.from === 'hub' && coming.name === 'someone/small')).toBe(true);
    await until(() => views.at(-1)?.coming === null);
    expect((await look()).modelId).toBe(fetched);

    await test.page.call('models.use', { modelId: fetched });
    const chat = await test.newChat();
    expect((await chat.say('Hello')).state).toBe('done');
    expect(test.log).toEqual([]);
  });

  it('is cancelled on any page, and gone on with', async () => {
    hub.trouble = (request, response) => {
      if (!request.url?.endsWith('/model.safetensors')) return false;
      response.setHeader('content-length', weights.length);
      response.write(weights.subarray(0, 2_000_000));
      return true;
    };
    const { lookId } = await look();
    const downloading = test.page.stream('hub.download', { lookId }, () => {}).result;
    await until(() => (views.at(-1)?.coming?.progress.doneBytes ?? 0) > 1_000_000);
    await test.page.call('models.cancelComing', {});
    expect(await downloading).toBeNull();
    hub.trouble = () => false;
    expect((await look()).downloadedBytes).toBeGreaterThan(1_000_000);
    expect(await test.page.stream('hub.download', { lookId }, () => {}).result).not.toBeNull();
    expect(hub.asked.at(-1)).toMatch(/model\.safetensors bytes=\d+-$/);
  });

  it('is refused where it cannot be run, though it is what the hub says, and can be forgotten then', async () => {
    const damaged = Buffer.from(weights);
    // The last weights are no numbers.
    damaged.fill(0xff, damaged.length - 64);
    hub.repositories.set('someone/small', { commit, files: { ...files, 'model.safetensors': damaged } });
    const { lookId } = await look();
    const downloading = test.page.stream('hub.download', { lookId }, () => {}).result;
    await expect(downloading).rejects.toEqual(saying(/not a number|no number|NaN|infinite/i));
    expect(views.at(-1)?.models.every(({ origin }) => origin.type === 'shipped')).toBe(true);
    expect(readdirSync(downloadsDir())).toHaveLength(1);
    await test.page.call('hub.forget', { lookId });
    expect(readdirSync(downloadsDir())).toEqual([]);
    const chat = await test.newChat();
    expect((await chat.say('Hello')).state).toBe('done');
  });

  it.each([
    ['needs more memory than there is', 'config.json', '"n_layer": 1000000', 'memory'],
    ['has a part that is not known', 'config.json', '"activation_function": "swish"', 'swish'],
    ['has no tokenizer that can be read', 'tokenizer.json', '"model": 7', 'tokenizer.json'],
  ])('is not downloaded where it %s', async (_why, name, entry, sentence) => {
    const json = (files[name] as Buffer).toString();
    const changed = Buffer.from(json.replace(/\}\s*$/, `, ${entry}}`));
    hub.repositories.set('someone/small', { commit, files: { ...files, [name]: changed } });
    const { lookId } = await look();
    const downloading = test.page.stream('hub.download', { lookId, loadsAnyway: false }, () => {}).result;
    await expect(downloading).rejects.toEqual(saying(sentence));
    if (sentence === 'memory') {
      // Where it may take all the memory there is, the disk is still looked at.
      const anyway = test.page.stream('hub.download', { lookId, loadsAnyway: true }, () => {}).result;
      await expect(anyway).rejects.toEqual(saying('more on the disk of the data folder'));
    }
    expect(hub.asked.some((asked) => asked.includes('safetensors'))).toBe(false);
  });

  it('does not hold up a chat', async () => {
    const { lookId } = await look();
    const downloading = test.page.stream('hub.download', { lookId }, () => {}).result;
    const chat = await test.newChat();
    expect((await chat.say('Hello')).state).toBe('done');
    expect(await downloading).not.toBeNull();
    expect(existsSync(downloadsDir())).toBe(true);
  });
});
