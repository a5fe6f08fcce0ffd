import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { keepCopy } from '../test-support/library-model.ts';
import { readModelFolder } from './catalog.ts';
import { ModelLibrary } from './library.ts';
import { idForName, isLibraryId } from './model-id.ts';

let dataDir: string;
let folder: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-library-'));
  folder = join(dataDir, 'models');
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('the library', () => {
  it('makes no folder before something comes', () => {
    expect(new ModelLibrary(folder).all()).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('keeps what was adopted over starts, under its name, in the order in which it came', async () => {
    const library = new ModelLibrary(folder);
    await keepCopy(library, { name: 'Zoë’s GPT', addedAtMs: 1 });
    await keepCopy(library, { name: 'Another', addedAtMs: 2 });
    const again = new ModelLibrary(folder);
    expect(again.all().map(({ modelId }) => modelId)).toEqual(['zoe-s-gpt', 'another']);
    expect(again.all()).toEqual(library.all());
    const kept = again.find('zoe-s-gpt');
    expect(readModelFolder(kept?.folder ?? '')).toMatchObject({ name: 'Zoë’s GPT', licence: 'MIT', isBundled: false });
  });

  it('gives the same name twice, with other ids', async () => {
    const library = new ModelLibrary(folder);
    const ids = [await keepCopy(library), await keepCopy(library)].map(({ modelId }) => modelId);
    expect(ids).toEqual(['another-mini', 'another-mini-2']);
  });

  it('gives no id again by which another model is remembered, but to that very one', async () => {
    const remembered = [{ modelId: 'another-mini', checkpointHash: 'a'.repeat(64) }];
    const idsOfOthers = (hash: string) =>
      remembered.filter(({ checkpointHash }) => checkpointHash !== hash).map(({ modelId }) => modelId);
    const library = new ModelLibrary(folder, idsOfOthers);
    expect((await keepCopy(library, { checkpointHash: 'b'.repeat(64) })).modelId).toBe('another-mini-2');
    expect((await keepCopy(library, { checkpointHash: 'a'.repeat(64) })).modelId).toBe('another-mini');
  });

  it('removes at the next start what was on its way when the application ended, and leaves downloads alone', async () => {
    const library = new ModelLibrary(folder);
    const staging = await library.stagingFolder();
    writeFileSync(join(staging, 'model.safetensors'), 'half of it');
    mkdirSync(join(folder, '.downloads', 'one'), { recursive: true });
    mkdirSync(join(folder, 'by-hand'));
    expect(new ModelLibrary(folder).all()).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['.downloads', 'by-hand']);
  });

  it('removes a model with all of its files', async () => {
    const library = new ModelLibrary(folder);
    const { modelId } = await keepCopy(library);
    await library.remove(modelId);
    expect([library.all(), readdirSync(folder)]).toEqual([[], []]);
    expect(new ModelLibrary(folder).all()).toEqual([]);
  });

  it('says what is wrong where its folder cannot be made', async () => {
    writeFileSync(folder, 'a file in its place');
    await expect(new ModelLibrary(folder).stagingFolder()).rejects.toMatchObject({ code: 'notWritable' });
  });

  it('does not count as a model what has no facts, and says which are damaged', async () => {
    const library = new ModelLibrary(folder);
    const { folder: one, modelId } = await keepCopy(library);
    const path = join(one, 'palimpsest-model.json');
    writeFileSync(path, '{"version": 1, "name": ""}');
    expect(new ModelLibrary(folder).all()).toMatchObject([{ modelId, facts: null, problem: { details: { path } } }]);
    rmSync(path);
    expect(new ModelLibrary(folder).all()).toEqual([]);
    mkdirSync(path);
    expect(new ModelLibrary(folder).all()).toMatchObject([{ modelId, problem: { details: { reason: 'isFolder' } } }]);
    expect(existsSync(one)).toBe(true);
  });

  it('says which file of a model was cut short since it came', async () => {
    const { folder: one } = await keepCopy(new ModelLibrary(folder));
    truncateSync(join(one, 'model.safetensors'), 1_000);
    expect(() => readModelFolder(one)).toThrow(saying('model.safetensors is damaged (1 kB of 8.68 MB)'));
  });
});

describe('ids', () => {
  it('are plain names of folders that differ from all that are there, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), fc.nat(3), (name, others) => {
        const taken = new Set<string>();
        for (let count = 0; count < others; count++) taken.add(idForName(name, taken));
        const id = idForName(name, taken);
        expect(taken.has(id)).toBe(false);
        expect(isLibraryId(id)).toBe(true);
      }),
    );
    expect(['shipped', '', 'con', '../..', 'openai-community/gpt2'].map((name) => idForName(name, new Set()))).toEqual([
      'model-shipped',
      'model',
      'model-con',
      'model',
      'openai-community-gpt2',
    ]);
  });
});
