import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { saying } from '../../../shared/test-support/saying.ts';
import { gitBlobOf, sha256Of } from '../../test-support/local-hub.ts';
import { type ModelsManifest, readManifest } from '../catalog.ts';
import { isRepositoryName } from './repository-name.ts';
import { commit, modelFiles, openTestHub, type TestHub } from './test-support/open-test-hub.ts';

const shipped = readManifest(join(import.meta.dirname, '../../../../models'));

let test: TestHub;
afterEach(() => test.close());

/** One that offers some of the bundled model's files, with this said of one of them. */
function manifestOf(names: readonly string[], change: { readonly [name: string]: object } = {}): ModelsManifest {
  const files = names.map((name) => {
    const content = modelFiles[name] as Buffer;
    return { name, bytes: content.length, sha256: sha256Of(content), ...change[name] };
  });
  const entry = { repository: 'someone/small', revision: commit, licence: 'MIT', languages: ['en'], files };
  return { bundled: 'palimpsest-mini', models: [], fetchable: [entry] };
}

const few = ['config.json', 'merges.txt', 'model.safetensors', 'vocab.json'];

describe('the models that are offered', () => {
  it('are GPT-2 itself, at a commit, each file with its size and hash', async () => {
    test = await openTestHub({ manifest: shipped });
    expect(test.hub.offers()).toEqual({
      address: test.server.address,
      entries: [
        {
          ...{ name: 'openai-community/gpt2', repository: 'openai-community/gpt2', licence: 'MIT', languages: ['en'] },
          commit: '607a30d783dfa663caf39e06633721c8d4cfcd7e',
          totalBytes: 548_105_171 + 665 + 1_042_301 + 456_318,
          modelId: null,
        },
      ],
    });
    const found = await test.look('openai-community/gpt2');
    const hashes = Object.fromEntries(found.files.map(({ name, hash }) => [name, hash.value.slice(0, 8)]));
    expect(hashes).toEqual({
      ...{ 'config.json': '0daed774', 'merges.txt': '1ce16647' },
      ...{ 'model.safetensors': '248dfc39', 'vocab.json': '19613966' },
    });
    expect(found).toMatchObject({ hashesFrom: 'manifest', licence: 'MIT' });
    expect(test.sent()).toBe(0);
  });

  it('have names that a hub and a disk take', () => {
    for (const { repository, files } of shipped.fetchable ?? []) {
      expect(isRepositoryName(repository)).toBe(true);
      for (const { name, bytes, sha256 } of files) {
        expect(name).toMatch(/^[a-z_]+\.(json|txt|safetensors)$/);
        expect(bytes).toBeGreaterThan(0);
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      }
    }
  });

  it('are known however their names are written, and asked of the hub at any other revision', async () => {
    test = await openTestHub({ manifest: manifestOf(few) });
    for (const typed of ['Someone/Small', `https://huggingface.co/someone/small/tree/${commit}`]) {
      expect((await test.look(typed)).hashesFrom, typed).toBe('manifest');
    }
    expect(test.sent()).toBe(0);
    await expect(test.look('someone/small', 'other')).rejects.toEqual(saying('has no model'));
    expect(test.sent()).toBe(1);
  });

  it('are fetched without any file that the manifest does not name', async () => {
    test = await openTestHub({ manifest: manifestOf(few) });
    await test.download(await test.look());
    expect(test.server.asked.map((asked) => asked.split('/').at(-1)).sort()).toEqual([...few].sort());
    expect(test.taken[0]?.files.map(({ name }) => name).sort()).toEqual([...few].sort());
  });

  it('are what the manifest says, whatever the hub says', async () => {
    const other = Buffer.from(modelFiles['vocab.json'] as Buffer).reverse();
    test = await openTestHub({ manifest: manifestOf(few) });
    test.server.repositories.set('someone/small', { commit, files: { ...modelFiles, 'vocab.json': other } });
    await expect(test.download(await test.look())).rejects.toEqual(saying('What came as vocab.json is not the file'));
    // The hub's own word would have been kept.
    expect(gitBlobOf(other)).not.toBe(gitBlobOf(modelFiles['vocab.json'] as Buffer));
    expect(test.taken).toEqual([]);
  });

  it('are not asked for where the disk has no room for them', async () => {
    test = await openTestHub({ manifest: manifestOf(few, { 'model.safetensors': { bytes: 2 ** 60 } }) });
    const refusal = saying(/^This takes .* more on the disk of the data folder/);
    await expect(test.download(await test.look())).rejects.toEqual(refusal);
    expect(test.sent()).toBe(0);
    await test.close();
    // What is made of them counts as well, once it is known.
    test = await openTestHub({ manifest: manifestOf(few), foreseenBytes: 2 ** 60 });
    await expect(test.download(await test.look())).rejects.toEqual(refusal);
    expect(test.server.asked).toHaveLength(3);
  });
});
