import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saying } from '../../../shared/test-support/saying.ts';
import { gitBlobOf, sha256Of } from '../../test-support/local-hub.ts';
import { commit, modelFiles, openTestHub, type TestHub } from './test-support/open-test-hub.ts';

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(() => test.close());

const file = (name: string) => ({ [name]: modelFiles[name] as Buffer });
const have = (files: Readonly<Record<string, Buffer>>, told: object = {}) =>
  test.server.repositories.set('someone/small', { commit, files, told });
const names = async () => (await test.look()).files.map(({ name }) => name);
const without = (...left: string[]) =>
  Object.fromEntries(Object.entries(modelFiles).filter(([name]) => !left.includes(name)));

describe('looking a model up', () => {
  it('asks once, and tells files, sizes, licence and the hub’s own hashes at the commit', async () => {
    const found = await test.look();
    expect(test.server.asked).toEqual(['/api/models/someone/small/revision/main?blobs=true']);
    expect(test.sent()).toBe(1);
    expect(found).toMatchObject({
      ...{ repository: 'someone/small', commit, licence: 'mit', hashesFrom: 'hub', downloadedBytes: 0, modelId: null },
      totalBytes: Object.values(modelFiles).reduce((sum, { length }) => sum + length, 0),
    });
    expect(found.files).toHaveLength(Object.keys(modelFiles).length);
    for (const { name, bytes, hash } of found.files) {
      const content = modelFiles[name] as Buffer;
      expect(bytes, name).toBe(content.length);
      const isInLfs = name === 'model.safetensors';
      expect(hash, name).toEqual(
        isInLfs ? { type: 'sha256', value: sha256Of(content) } : { type: 'gitBlob', value: gitBlobOf(content) },
      );
    }
    expect(found.freeDiskBytes).toBeGreaterThan(1e6);
    expect(test.parts()).toEqual([]);
  });

  it('names a blob as git does', () => {
    // `git hash-object` of a file that holds "hello" and a line break, and of an empty one.
    expect(gitBlobOf(Buffer.from('hello\n'))).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
    expect(gitBlobOf(Buffer.alloc(0))).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
  });

  it.each([
    ['someone/small', undefined, 'main'],
    [' someone/small ', undefined, 'main'],
    ['https://huggingface.co/someone/small', undefined, 'main'],
    ['https://huggingface.co/someone/small/tree/refs%2Fpr%2F1', undefined, 'refs%2Fpr%2F1'],
    ['someone/small', 'refs/pr/1', 'refs%2Fpr%2F1'],
    ['someone/small', commit, commit],
  ])('asks for %s at %s by its name', async (typed, revision, asked) => {
    await test.look(typed, revision).catch(() => {});
    expect(test.server.asked).toEqual([`/api/models/someone/small/revision/${asked}?blobs=true`]);
  });

  it.each([
    ...['https://huggingface.co/', 'hf.co', 'huggingface.co//'],
    ...[
      '',
      '/',
      'a/b/c',
      '../b',
      'a/..',
      'a/b..c',
      '-a/b',
      'a/.b',
      'a b/c',
      'a/b?x=1',
      'a/b#c',
      'a\\b',
      'a/b%2f',
      'ü/b',
    ],
    ...[
      'https://',
      'https://hub.test',
      'file:///etc/passwd',
      'a\0/b',
      'x'.repeat(300),
      'a\n/b',
      'a--b/c',
      '<a>/b',
      'https://a.test/a/b/tree/%E0',
    ],
  ])('asks nothing for the name %j', async (typed) => {
    await expect(test.look(typed)).rejects.toEqual(saying('is no name of a model'));
    expect(test.sent()).toBe(0);
  });

  it.each(['../main', 'a..b', '', '-x', 'a b', 'x'.repeat(200), 'a?b'])('nor at the revision %j', async (revision) => {
    await expect(test.look('someone/small', revision)).rejects.toEqual(saying('is no name of a model'));
    expect(test.sent()).toBe(0);
  });

  it('goes by the name that the model has now', async () => {
    test.server.trouble = (request, response) => {
      if (!request.url?.startsWith('/api/models/small/')) return false;
      response.writeHead(307, { location: request.url.replace('/small/', '/someone/small/') }).end();
      return true;
    };
    expect((await test.look('small')).repository).toBe('someone/small');
    expect(test.sent()).toBe(2);
  });
});

describe('what is needed of a repository', () => {
  const shard = Buffer.from('weights');
  const index = Buffer.from('{}');

  it('is its weights as safetensors where it has them, in one file or in several, else as PyTorch’s', async () => {
    const small = without('model.safetensors');
    const both = { ...small, ...file('model.safetensors'), 'pytorch_model.bin': shard, 'tf_model.h5': shard };
    have({ ...both, 'model-00001-of-00002.safetensors': shard, 'onnx/model.onnx': shard, 'flax_model.msgpack': shard });
    expect(await names()).toEqual(Object.keys(modelFiles).sort());

    const shards = { 'model-00001-of-00002.safetensors': shard, 'model-00002-of-00002.safetensors': shard };
    have({ ...small, ...shards, 'model.safetensors.index.json': index, 'pytorch_model.bin': shard });
    const ofShards = [...Object.keys(small), ...Object.keys(shards), 'model.safetensors.index.json'];
    expect(await names()).toEqual(ofShards.sort());

    have({ ...small, 'pytorch_model.bin': shard });
    expect(await names()).toEqual([...Object.keys(small), 'pytorch_model.bin'].sort());
  });

  it('is nothing by a name that leads elsewhere, or that is not known', async () => {
    const hostile = [
      '../config.json',
      '/etc/passwd',
      'a/config.json',
      'C:\\vocab.json',
      'CON',
      'aux.json',
      'mergeſ.txt',
    ];
    const more = [
      'config.json ',
      'config.json\0',
      'config.json::$DATA',
      '모델.safetensors',
      '\u202Econfig.json',
      '__proto__',
    ];
    have({ ...modelFiles, ...Object.fromEntries([...hostile, ...more].map((name) => [name, shard])) });
    expect(await names()).toEqual(Object.keys(modelFiles).sort());
  });

  it.each([
    [['config.json'], 'has no config.json'],
    [['model.safetensors'], 'has no weights'],
    [['tokenizer.json', 'merges.txt'], 'has no tokenizer'],
  ])('is refused without %j', async (left, sentence) => {
    have(without(...left));
    await expect(test.look()).rejects.toEqual(saying(sentence));
  });

  it.each(['model.gguf', 'tf_model.h5', 'flax_model.msgpack'])('is refused by name where it is %s', async (name) => {
    have({ ...without('model.safetensors'), [name]: shard });
    await expect(test.look()).rejects.toEqual(saying(`has its weights in ${name}`));
  });

  it.each(['model.gguf', 'onnx/model.onnx', 'rust_model.ot'])(
    'is refused by name where it is %s and nothing else of a model is there',
    async (name) => {
      have({ 'README.md': shard, [name]: shard });
      await expect(test.look()).rejects.toEqual(saying(`has its weights in ${name}`));
    },
  );

  it('is refused where another head is named', async () => {
    have(modelFiles, { config: { model_type: 'gpt2', architectures: ['GPT2ForTokenClassification'] } });
    await expect(test.look()).rejects.toEqual(saying('it is a "GPT2ForTokenClassification"'));
  });

  it('is refused where another architecture is named, before anything is downloaded', async () => {
    have(modelFiles, { config: { model_type: 'llama' } });
    await expect(test.look()).rejects.toEqual(saying('the model_type "llama"'));
  });

  it('is refused where the hub does not say what it has to be, or says that it is too large', async () => {
    const told = (change: object) =>
      have(modelFiles, {
        siblings: Object.keys(modelFiles).map((rfilename) => ({
          ...{ rfilename, size: 3, blobId: '0'.repeat(40) },
          ...(rfilename === 'config.json' && change),
        })),
      });
    told({ blobId: undefined });
    await expect(test.look()).rejects.toEqual(saying('does not say what config.json'));
    told({ size: undefined });
    await expect(test.look()).rejects.toEqual(saying('does not say what config.json'));
    told({ size: 100_000_000 });
    await expect(test.look()).rejects.toEqual(saying('would be 100 MB'));
    told({ lfs: { sha256: '0'.repeat(64), size: 1e12 } });
    await expect(test.look()).rejects.toEqual(saying('would be 1,000 GB'));
  });

  it.each([
    [{ license: ['mit', 'apache-2.0'] }, 'mit, apache-2.0'],
    [{ license: 'other', license_name: 'my-own' }, 'my-own'],
    [{ license: 'other' }, 'other'],
    [{ license: 7 }, null],
    [{}, null],
    [null, null],
    [{ license: `\u202e${'x'.repeat(1_000)}` }, 'x'.repeat(100)],
  ])('has the licence of the card %j', async (cardData, licence) => {
    have(modelFiles, { cardData });
    expect((await test.look()).licence).toBe(licence);
  });
});

describe('a hub that does not answer as one', () => {
  it.each([
    [401, 'has no model “someone/small”'],
    [404, 'has no model “someone/small”'],
    [403, 'gives “someone/small” only to people whom it knows'],
    [429, 'it said 429'],
    [500, 'it said 500'],
    [204, 'it said 204'],
    [304, 'it said 304'],
  ])('but with status %s is told in a sentence', async (status, sentence) => {
    test.server.trouble = (_request, response) => {
      response.writeHead(status).end();
      return true;
    };
    await expect(test.look()).rejects.toEqual(saying(sentence));
  });

  it('is told where people must ask for the model first', async () => {
    have(modelFiles, { gated: 'auto' });
    await expect(test.look()).rejects.toEqual(saying('only to people whom it knows'));
  });

  it.each(['', '<html>Hello</html>', '[]', 'null', '{"id":"a/b"}', '{"id":"../x","sha":"1","siblings":[]}'])(
    'but with %j is told in a sentence',
    async (body) => {
      test.server.trouble = (_request, response) => {
        response.end(body);
        return true;
      };
      await expect(test.look()).rejects.toEqual(saying('is not what a hub answers'));
    },
  );

  it('but without end is not read to its end', async () => {
    let sentBytes = 0;
    test.server.trouble = (_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sentBytes += 65_536;
      };
      response.on('drain', more);
      more();
      return true;
    };
    await expect(test.look()).rejects.toEqual(saying('is not what a hub answers'));
    expect(sentBytes).toBeLessThan(32e6);
  });

  it('but never, or drop by drop, is waited for only so long', async () => {
    await test.close();
    test = await openTestHub({ limits: { answerMs: 300, quietMs: 100, leastBytes: 100 } });
    test.server.trouble = () => true;
    await expect(test.look()).rejects.toEqual(saying('does not answer'));
    test.server.trouble = (_request, response) => {
      const drops = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(drops));
      return true;
    };
    await expect(test.look()).rejects.toEqual(saying('does not answer'));
    await test.close();
    test = await openTestHub({ limits: { wholeMs: 300 } });
    test.server.trouble = (_request, response) => {
      const pieces = setInterval(() => response.write(' '.repeat(1_000)), 5);
      response.on('close', () => clearInterval(pieces));
      return true;
    };
    await expect(test.look()).rejects.toEqual(saying('does not answer'));
  });

  it('but with something that is not HTTP is told in a sentence', async () => {
    test.server.trouble = (request) => {
      request.socket.end('SSH-2.0-OpenSSH_9.6\r\n');
      return true;
    };
    await expect(test.look()).rejects.toEqual(saying('is not what a hub answers'));
  });

  it('and a network that is not there, are told in one sentence', async () => {
    await test.server.close();
    await expect(test.look()).rejects.toEqual(
      saying(/^127\.0\.0\.1:\d+ cannot be reached \(nobody answers there\); only fetching models needs the network\.$/),
    );
    await test.close().catch(() => {});
    const named = (code: string) =>
      openTestHub({
        address: 'https://huggingface.co',
        lookUp: (_host, _options, callback) =>
          callback(Object.assign(new Error(code), { code, syscall: 'getaddrinfo' }), []),
      });
    test = await named('ENOTFOUND');
    await expect(test.look()).rejects.toEqual(saying('huggingface.co cannot be reached (its name is not known here)'));
  });
});
