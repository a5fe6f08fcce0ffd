import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Comings } from './models/comings.ts';
import { SentModels } from './models/sent-models.ts';
import { beginSent } from './test-support/begin-sent.ts';
import { until } from './test-support/open-test-core.ts';

describe('two pages that send files of the same names and sizes', () => {
  const config = { name: 'config.json', offset: 0 };
  const others = ['tokenizer.json', 'model.safetensors'].map((name) => ({ name, bytes: 1_000 }));
  const files = [...others, { name: 'config.json', bytes: 8 }];
  let libraryFolder: string;
  let models: SentModels;
  let freeBytes: number;
  const sent = () => readdirSync(join(libraryFolder, '.sent'));
  const beginSame = () => beginSent(models, { name: 'model', files });
  const sendConfig = (sendId: string, words: string) => models.receive({ sendId, ...config }, piecesOf([words]));
  const configIn = (path: string) => readFileSync(join(path, 'config.json'), 'utf8');
  const piecesThere = ({ files: there }: Awaited<ReturnType<typeof beginSame>>) =>
    there.find(({ name }) => name === 'config.json')?.pieceHashes.length;

  beforeEach(() => {
    freeBytes = 1e12;
    libraryFolder = mkdtempSync(join(tmpdir(), 'palimpsest-side-by-side-'));
    models = new SentModels({
      ...{ libraryFolder, comings: new Comings(() => {}), nowMs: Date.now, onLog: () => {} },
      freeDiskBytes: async () => freeBytes,
    });
  });
  afterEach(() => {
    models.close();
    rmSync(libraryFolder, { recursive: true, force: true });
  });

  it('end each their own', async () => {
    const first = await beginSame();
    let goOn = () => {};
    async function* pieces() {
      yield Buffer.from('whole');
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      yield Buffer.from('now');
    }
    const receiving = models.receive({ sendId: first.sendId, ...config }, pieces());
    await until(() => existsSync(join(first.path, 'config.json')) && configIn(first.path) === 'whole');
    const second = await beginSame();
    expect(second.sendId).not.toBe(first.sendId);
    await expect(sendConfig(second.sendId, 'other')).rejects.toMatchObject({ code: 'modelIsComing' });
    await models.end(second.sendId);
    goOn();
    await receiving;
    expect(configIn(first.path)).toBe('wholenow');
    expect(sent()).toEqual([first.sendId]);
  });

  it('write each into their own, while the one is only offered', async () => {
    const first = await beginSame();
    await sendConfig(first.sendId, 'the mine');
    const second = await beginSame();
    expect(piecesThere(second)).toBe(0);
    await sendConfig(second.sendId, 'another1');
    expect([configIn(first.path), configIn(second.path)]).toEqual(['the mine', 'another1']);
  });

  it('go on with what the other has left, which has lost it then', async () => {
    const first = await beginSame();
    await sendConfig(first.sendId, 'the mine');
    await first.release();
    const second = await beginSame();
    expect(piecesThere(second)).toBe(1);
    expect(models.find(first.path)).toBeUndefined();
    await expect(sendConfig(first.sendId, 'not mine')).rejects.toMatchObject({ code: 'notBeingSent' });
    await expect(models.keep(first.sendId, new AbortController().signal)).rejects.toMatchObject({
      code: 'notBeingSent',
    });
    await models.end(first.sendId);
    expect(configIn(second.path)).toBe('the mine');
  });

  it('go on with it one of them alone, the first that asks, in whatever order they are told', async () => {
    const left = await beginSame();
    await sendConfig(left.sendId, 'the mine');
    await left.release();
    const [first, ...others] = await Promise.all([beginSame(), beginSame(), beginSame()]);
    expect([first, ...others].map(piecesThere)).toEqual([1, 0, 0]);
    expect(configIn(first.path)).toBe('the mine');
    // Told long ago, and nothing was sent since: it is the first one's all the same.
    expect(piecesThere(await beginSame())).toBe(0);
  });

  it('keep what was begun over a line that broke, and go on with what nobody keeps any more', async () => {
    const first = await beginSame();
    await sendConfig(first.sendId, 'the mine');
    const ending = new AbortController();
    const keeping = models.keep(first.sendId, ending.signal);
    // The line from before is known to be broken only now.
    await first.release();
    expect(piecesThere(await beginSame())).toBe(0);
    ending.abort();
    await keeping;
    await models.keep(first.sendId, ending.signal);
    expect(piecesThere(await beginSame())).toBe(1);
  });

  it('lose nothing by its age while a page keeps it, but where its sender stopped in the midst', async () => {
    const { sendId, path, release } = await beginSame();
    await sendConfig(sendId, 'the mine');
    makeOld(path);
    await models.removeAbandoned();
    expect(configIn(path)).toBe('the mine');
    async function* stalled() {
      yield Buffer.from('t');
      await new Promise(() => {});
    }
    const receiving = models.receive({ sendId, ...config }, stalled());
    const ended = expect(receiving).rejects.toMatchObject({ code: 'sendingCancelled' });
    await until(() => configIn(path) === 't');
    makeOld(path);
    await models.removeAbandoned();
    await ended;
    expect(sent()).toEqual([]);
    await release();
  });

  it('keep what is gone on with, however old it was, and leave nothing where there is no room', async () => {
    const first = await beginSame();
    await sendConfig(first.sendId, 'the mine');
    await first.release();
    makeOld(first.path);
    const second = await beginSame();
    await models.removeAbandoned();
    expect(configIn(second.path)).toBe('the mine');
    freeBytes = 1;
    const refused = beginSent(models, { name: 'another', files });
    await expect(refused).rejects.toMatchObject({ code: 'diskFull' });
    expect(sent()).toEqual([second.sendId]);
  });
});

async function* piecesOf(pieces: readonly string[]) {
  for (const piece of pieces) yield Buffer.from(piece);
}

function makeOld(folder: string): void {
  const longAgo = new Date(Date.now() - 3_700_000);
  for (const at of [...readdirSync(folder).map((name) => join(folder, name)), folder]) utimesSync(at, longAgo, longAgo);
}
