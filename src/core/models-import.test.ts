import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { splitCheckpoint } from '../engine/test-support/split-checkpoint.ts';
import type { ModelProgress, ModelsView } from '../shared/models-view.ts';
import { saying } from '../shared/test-support/saying.ts';
import { openTestCore, type TestCore } from './test-support/open-test-core.ts';

const bundled = resolve(import.meta.dirname, '../../models/palimpsest-mini');
let folder: string;
let modelDir: string;
let dataDir: string;
let test: TestCore;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-importing-'));
  test = await openTestCore({ dataDir });
  await test.until(() => engineNow()?.type === 'ready');
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-import-'));
  modelDir = join(folder, 'My GPT');
  cpSync(bundled, modelDir, { recursive: true });
});
afterEach(async () => {
  for (const modelId of models()) await test.page.call('models.remove', { modelId });
  rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const kept = () => (existsSync(join(dataDir, 'models')) ? readdirSync(join(dataDir, 'models')).sort() : []);
const models = () => kept().filter((name) => !name.startsWith('.learnt'));
const graphs = () => readdirSync(join(dataDir, 'graphs')).filter((name) => name !== 'checkpoints.json');
const engineNow = () => test.appEvents.flatMap((event) => ('engine' in event ? [event.engine] : [])).at(-1);

async function importModel(path: string, onProgress: (progress: ModelProgress) => void = () => {}) {
  return test.page.stream('models.import', { path }, onProgress).result;
}

async function greedyAnswer(): Promise<string> {
  const chat = await test.newGreedyChat();
  await chat.say('Hello! My name is Ada.');
  return (await chat.say('What is my name?')).text;
}

async function use(modelId: string): Promise<void> {
  const before = test.appEvents.length;
  await test.page.call('models.use', { modelId });
  await test.until(() =>
    test.appEvents.slice(before).some((event) => 'engine' in event && event.engine.type === 'ready'),
  );
}

describe('a model that is imported', () => {
  it('is offered before, comes with all that it needs and nothing else, and answers as it did where it was', async () => {
    writeFileSync(join(modelDir, 'training.log'), 'of no use');
    writeFileSync(join(modelDir, 'README.md'), '---\nlicense: apache-2.0\nlanguage: en\n---\n');
    const offer = await test.page.call('models.look', { path: modelDir });
    expect(offer).toMatchObject({
      name: 'My GPT',
      windowTokens: 512,
      parameterCount: 4_339_200,
      licence: 'apache-2.0',
    });
    expect(offer.memory).toMatchObject({ weightBytes: 17_356_800, cacheBytes: 2 * 512 * 2 * 4 * 256 * 4 });
    expect(offer.neededDiskBytes).toBeGreaterThan(offer.fileBytes + offer.memory.weightBytes);
    const progress: ModelProgress[] = [];
    const expected = await greedyAnswer();
    expect(await importModel(modelDir, (now) => progress.push(now))).toEqual({ modelId: 'my-gpt' });
    const steps = progress.map(({ step }) => step).filter((step, index, all) => step !== all[index - 1]);
    expect(steps).toEqual(['copying', 'checking', 'converting', 'trying']);
    for (const { doneBytes, totalBytes } of progress) expect(doneBytes).toBeLessThanOrEqual(totalBytes);
    const all = readdirSync(bundled);
    expect(readdirSync(join(dataDir, 'models/my-gpt')).sort()).toEqual([...all, 'palimpsest-model.json'].sort());
    rmSync(modelDir, { recursive: true });
    await use('my-gpt');
    expect(await greedyAnswer()).toBe(expected);
    expect(models()).toEqual(['my-gpt']);
    const again = await test.page.call('models.look', { path: join(dataDir, 'models/my-gpt') });
    expect(again.sameAs).toBe('my-gpt');
  });

  it('may be split into several files, be links, or be one file of weights with another name', async () => {
    const linked = join(folder, 'linked');
    mkdirSync(linked);
    splitCheckpoint(modelDir, 3);
    for (const name of readdirSync(modelDir)) symlinkSync(join(modelDir, name), join(linked, name));
    expect(await importModel(linked)).toEqual({ modelId: 'linked' });
    rmSync(modelDir, { recursive: true });
    cpSync(bundled, modelDir, { recursive: true });
    const single = join(modelDir, 'fine-tuned.safetensors');
    copyFileSync(join(modelDir, 'model.safetensors'), single);
    truncateSync(join(modelDir, 'model.safetensors'), 100);
    expect(await importModel(single)).toEqual({ modelId: 'my-gpt' });
    rmSync(modelDir, { recursive: true });
    for (const modelId of ['linked', 'my-gpt']) {
      await use(modelId);
      expect(await greedyAnswer()).toContain('Ada');
    }
    const files = readdirSync(join(dataDir, 'models/my-gpt'));
    expect([files.includes('model.safetensors'), files.includes('fine-tuned.safetensors')]).toEqual([true, false]);
  });

  it('may be a folder whose only weights are called otherwise, beside what a training left', async () => {
    renameSync(join(modelDir, 'model.safetensors'), join(modelDir, 'fine-tuned.safetensors'));
    writeFileSync(join(modelDir, 'optimizer.bin'), 'of a training');
    const offer = await test.page.call('models.look', { path: modelDir });
    expect(offer.fileBytes).toBeGreaterThan(8_000_000);
    expect(await importModel(modelDir)).toEqual({ modelId: 'my-gpt' });
    const files = readdirSync(join(dataDir, 'models/my-gpt'));
    expect(files.filter((name) => /\.(safetensors|bin)$/.test(name))).toEqual(['model.safetensors']);
  });

  it('keeps no chat from being answered', async () => {
    const chat = await test.newGreedyChat();
    await chat.say('Hello!');
    let isOver = false;
    let answersMeanwhile = 0;
    const importing = importModel(modelDir).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const answer = await chat.say('What is the capital of France?', await sendable(chat.id));
      expect(answer.state).toBe('done');
      if (!isOver) answersMeanwhile++;
    }
    expect(await importing).toEqual({ modelId: 'my-gpt' });
    expect(answersMeanwhile).toBeGreaterThan(0);
    expect(engineNow()).toEqual({ type: 'ready' });
    expect(test.appEvents.filter((event) => event.type === 'engine' && event.engine.type === 'restarting')).toEqual([]);
  });

  it('comes alone, is told to every page, and is cancelled from any', async () => {
    const views: ModelsView[] = [];
    test.page.stream('models.watch', {}, (view) => views.push(view)).result.catch(() => {});
    const importing = importModel(modelDir);
    await test.until(() => views.at(-1)?.coming != null);
    expect(views.at(-1)?.coming).toMatchObject({ name: 'My GPT', from: 'folder' });
    await expect(importModel(modelDir)).rejects.toThrow(saying('My GPT is on its way.'));
    await test.page.call('models.cancelComing', {});
    expect(await importing).toBeNull();
    await test.until(() => views.at(-1)?.coming === null);
    expect(models()).toEqual([]);
  });

  it.each(['copying', 'converting', 'trying'] as const)(
    'leaves nothing behind when it is cancelled while it is %s',
    async (step) => {
      const before = graphs();
      const running = test.page.stream('models.import', { path: modelDir }, (now) => {
        if (now.step === step) running.cancel();
      });
      expect(await running.result).toBeNull();
      expect([models(), graphs()]).toEqual([[], before]);
      expect((await greedyAnswer()).length).toBeGreaterThan(0);
    },
  );

  it('leaves nothing behind when the application ends meanwhile', async () => {
    let isCopied = false;
    const importing = importModel(modelDir, ({ step }) => {
      isCopied ||= step === 'checking';
    }).catch(() => null);
    await test.until(() => isCopied);
    await test.close();
    expect(await importing).toBeNull();
    expect(models()).toEqual([]);
    test = await openTestCore({ dataDir });
  });

  it('is checked when that is asked for, and told when it has changed since it came', async () => {
    await test.page.call('models.verify', { modelId: 'shipped' });
    const imported = await importModel(modelDir);
    const modelId = imported?.modelId ?? '';
    await test.page.call('models.verify', { modelId });
    const weights = join(dataDir, 'models', modelId, 'model.safetensors');
    const bytes = readFileSync(weights);
    const last = bytes.length - 3;
    bytes.writeUInt8(bytes.readUInt8(last) ^ 1, last);
    writeFileSync(weights, bytes);
    await expect(test.page.call('models.verify', { modelId })).rejects.toThrow(
      saying('config.json, model.safetensors changed on the disk since'),
    );
  });
});

async function sendable(chatId: number): Promise<readonly number[]> {
  const { sending } = await test.page.call('draft.measure', { chatId, text: 'What is the capital of France?' });
  return sending.type === 'forgets' ? sending.turns.map(({ turnId }) => turnId) : [];
}
