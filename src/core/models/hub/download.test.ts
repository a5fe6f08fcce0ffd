import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saying } from '../../../shared/test-support/saying.ts';
import { cutAfter, sha256Of, type Trouble } from '../../test-support/local-hub.ts';
import { until } from '../../test-support/open-test-core.ts';
import { commit, modelFiles, openTestHub, type TestHub } from './test-support/open-test-hub.ts';

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(() => test.close());

const weights = modelFiles['model.safetensors'] as Buffer;
const totalBytes = Object.values(modelFiles).reduce((sum, { length }) => sum + length, 0);
const ofWeights = () => test.server.asked.filter((asked) => asked.includes('model.safetensors'));

/** Answers for one file in another way. */
const instead =
  (name: string, answer: (...about: Parameters<Trouble>) => void): Trouble =>
  (request, response) => {
    if (!request.url?.endsWith(`/${name}`)) return false;
    answer(request, response);
    return true;
  };

async function expectWhole(): Promise<void> {
  expect(test.taken).toHaveLength(1);
  for (const [name, content] of Object.entries(modelFiles)) {
    expect(test.part(name).equals(content), name).toBe(true);
    const told = test.taken[0]?.files.find((file) => file.name === name);
    expect(told).toEqual({ name, bytes: content.length, sha256: sha256Of(content) });
  }
  expect(test.parts()).toHaveLength(Object.keys(modelFiles).length);
}

describe('a download', () => {
  it('brings every file once, the configuration first and the weights last, and tells how far it is', async () => {
    const found = await test.look();
    expect(await test.download(found)).toBe('someone/small');
    await expectWhole();
    const asked = test.server.asked.slice(1);
    expect(asked).toHaveLength(Object.keys(modelFiles).length);
    expect(asked[0]).toBe(`/someone/small/resolve/${commit}/config.json`);
    expect(asked.at(-1)).toBe(`/someone/small/resolve/${commit}/model.safetensors`);
    expect(test.sent()).toBe(test.server.asked.length);
    const done = test.progress.map(({ doneBytes }) => doneBytes);
    expect(done).toEqual([...done].sort((one, other) => one - other));
    expect(test.progress.at(-1)).toMatchObject({ step: 'receiving', doneBytes: totalBytes, totalBytes });
    expect(test.coming.at(-2)).toMatchObject({ name: 'someone/small', from: 'hub' });
    expect(test.coming.at(-1)).toBeNull();
  });

  it('is told its speed and the time that is left, once there is something to tell them from', async () => {
    const pieces = 24;
    test.server.trouble = instead('model.safetensors', async (_request, response) => {
      response.setHeader('content-length', weights.length);
      for (let piece = 0; piece < pieces; piece++) {
        const [from, to] = [piece, piece + 1].map((at) => Math.floor((at * weights.length) / pieces));
        response.write(weights.subarray(from, to));
        await new Promise((next) => setTimeout(next, 50));
      }
      response.end();
    });
    await test.download(await test.look());
    expect(test.progress[0]).toMatchObject({ bytesPerSecond: null, remainingMs: null });
    const late = test.progress.filter(({ bytesPerSecond }) => bytesPerSecond !== null);
    expect(late.length).toBeGreaterThan(2);
    // It takes 1.2 s at least; a busy machine makes it slower, never faster.
    for (const { bytesPerSecond, remainingMs, doneBytes } of late) {
      expect(bytesPerSecond).toBeGreaterThan(0);
      expect(bytesPerSecond).toBeLessThan(weights.length / 0.4);
      expect(remainingMs).toBeCloseTo(((totalBytes - doneBytes) / (bytesPerSecond as number)) * 1_000, 3);
    }
  });

  it('goes on after each cut where it was', async () => {
    test.server.trouble = cutAfter('model.safetensors', 250_000, 8, weights);
    await test.download(await test.look());
    await expectWhole();
    const starts = ofWeights().map((asked) => Number(/bytes=(\d+)-$/.exec(asked)?.[1] ?? 0));
    expect(starts.length).toBeGreaterThanOrEqual(9);
    // Of what was cut off, the last bytes may not have arrived.
    for (const [at, start] of starts.slice(1).entries()) {
      expect(start).toBeGreaterThanOrEqual(starts[at] as number);
      expect(start).toBeLessThanOrEqual((starts[at] as number) + 250_000);
    }
  });

  it('begins anew where the hub gives only whole files', async () => {
    let isCut = false;
    test.server.trouble = instead('model.safetensors', (_request, response) => {
      response.setHeader('content-length', weights.length);
      if (isCut) return void response.end(weights);
      isCut = true;
      response.write(weights.subarray(0, 500_000), () => response.destroy());
    });
    await test.download(await test.look());
    await expectWhole();
  });

  it('ends after some cuts in a row that brought nothing, keeps what came, and goes on from there another time', async () => {
    const all = cutAfter('model.safetensors', 750_000, 1, weights);
    const nothing = instead('model.safetensors', (request) => void request.socket.destroy());
    test.server.trouble = (...about) => all(...about) || nothing(...about);
    const found = await test.look();
    await expect(test.download(found)).rejects.toEqual(saying(/cannot be reached|broke off: .* of 2\.17 MB are here/));
    expect(ofWeights()).toHaveLength(7);
    const kept = test.part('model.safetensors').length;
    expect(kept).toBeGreaterThan(0);
    expect(test.taken).toEqual([]);

    test.server.trouble = () => false;
    test.again();
    const again = await test.look();
    expect(again.downloadedBytes).toBe(totalBytes - weights.length + kept);
    await test.download(again);
    await expectWhole();
    expect(ofWeights().at(-1)).toMatch(new RegExp(` bytes=${kept}-$`));
    // What was whole was not asked for again.
    expect(test.server.asked.filter((asked) => asked.endsWith('/vocab.json'))).toHaveLength(1);
  });

  it('is not tried again where nothing was ever reached', async () => {
    const found = await test.look();
    await test.server.close();
    await expect(test.download(found)).rejects.toEqual(saying('only fetching models needs the network.'));
    expect(test.sent()).toBe(2);
  });

  it('notices what was damaged since on the disk, and brings that anew', async () => {
    const found = await test.look();
    const folder = join(test.libraryDir, '.downloads', `${commit}-someone--small`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'model.safetensors'), Buffer.alloc(1_250_000));
    writeFileSync(join(folder, 'merges.txt'), Buffer.alloc(modelFiles['merges.txt']?.length ?? 0));
    writeFileSync(join(folder, 'vocab.json'), Buffer.alloc(1_000_000));
    writeFileSync(join(folder, 'left.bin'), 'of something else');
    await test.download(found);
    await expectWhole();
  });
});

describe('what comes', () => {
  const small = (name: string) => modelFiles[name] as Buffer;

  it('is refused where it is another file of the same size, and nothing of it is kept', async () => {
    const text = Buffer.from(small('vocab.json').toString().replace('"', "'"));
    test.server.trouble = instead('vocab.json', (_request, response) => void response.end(text));
    await expect(test.download(await test.look())).rejects.toEqual(saying('What came as vocab.json is not the file'));

    const damaged = Buffer.from(weights);
    damaged[1_250_000] = (damaged[1_250_000] as number) ^ 1;
    test.server.trouble = instead('model.safetensors', (_request, response) => void response.end(damaged));
    await expect(test.download(await test.look())).rejects.toEqual(saying('its hash is another'));
    expect(test.parts().some((path) => path.endsWith('model.safetensors'))).toBe(false);
    expect(test.taken).toEqual([]);
  });

  it.each([
    ['too short', small('merges.txt').length - 1],
    ['too long', small('merges.txt').length + 1],
  ])('is refused where it says before that it is %s', async (_how, bytes) => {
    test.server.trouble = instead('merges.txt', (_request, response) => {
      response.setHeader('content-length', bytes);
      response.end(Buffer.alloc(bytes));
    });
    await expect(test.download(await test.look())).rejects.toEqual(saying('What came as merges.txt has 28,98'));
    expect(test.taken).toEqual([]);
  });

  it('is refused where it turns out to be too short, or goes on and on', async () => {
    test.server.trouble = instead('merges.txt', (_request, response) => {
      response.write('a b\n');
      response.end();
    });
    await expect(test.download(await test.look())).rejects.toEqual(
      saying('What came as merges.txt has 4 instead of 28,985 bytes'),
    );

    let sentBytes = 0;
    test.server.trouble = instead('merges.txt', (_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sentBytes += 65_536;
      };
      response.on('drain', more);
      more();
    });
    await expect(test.download(await test.look())).rejects.toEqual(saying('has more than 28,985 bytes.'));
    expect(sentBytes).toBeLessThan(8e6);
    expect(test.parts().some((path) => path.endsWith('merges.txt'))).toBe(false);
  });

  it.each([
    ['another part', { 'content-range': 'bytes 5-9/28985' }],
    ['no part that is named', {}],
    ['a part of another file', { 'content-range': 'bytes 250000-2170869/2250000' }],
    ['something compressed', { 'content-range': 'bytes 250000-2170869/2170870', 'content-encoding': 'gzip' }],
  ])('is refused where %s came of it', async (_what, headers) => {
    const cut = cutAfter('model.safetensors', 250_000, 1, weights);
    const other = instead('model.safetensors', (_request, response) => {
      response.writeHead(206, { ...headers, 'content-length': weights.length - 250_000 });
      response.end(weights.subarray(250_000));
    });
    test.server.trouble = (...about) => cut(...about) || other(...about);
    await expect(test.download(await test.look())).rejects.toEqual(
      saying(/is not what a hub answers|has 2,250,000 instead/),
    );
    expect(test.taken).toEqual([]);
  });

  it('is looked into before the weights: another architecture is not downloaded', async () => {
    const config = Buffer.from('{"model_type": "llama"}');
    const told = { config: null };
    test.server.repositories.set('someone/small', { commit, files: { ...modelFiles, 'config.json': config }, told });
    await expect(test.download(await test.look())).rejects.toEqual(saying('the model_type "llama"'));
    expect(test.server.asked.slice(1)).toEqual([`/someone/small/resolve/${commit}/config.json`]);
  });

  it.each([
    [
      'a file that is not there',
      '{"weight_map": {"wte.weight": "model-00003-of-00002.safetensors"}}',
      'names model-00003',
    ],
    ['a file elsewhere', '{"weight_map": {"wte.weight": "../../palimpsest.sqlite"}}', 'names ../../palimpsest.sqlite'],
    ['no files', '{"weight_map": 7}', 'model.safetensors.index.json: "weight_map" is not what it has to be'],
  ])('is looked into before the weights: an index that names %s', async (_what, index, sentence) => {
    const { 'model.safetensors': _, ...others } = modelFiles;
    const shards = { 'model-00001-of-00001.safetensors': weights, 'model.safetensors.index.json': Buffer.from(index) };
    test.server.repositories.set('someone/small', { commit, files: { ...others, ...shards } });
    await expect(test.download(await test.look())).rejects.toEqual(saying(sentence));
    expect(test.server.asked.some((asked) => asked.includes('00001-of'))).toBe(false);
  });

  it('may have no bytes at all', async () => {
    const files = { ...modelFiles, 'added_tokens.json': Buffer.alloc(0) };
    test.server.repositories.set('someone/small', { commit, files });
    await test.download(await test.look());
    expect(test.part('added_tokens.json')).toHaveLength(0);
  });

  it('may be so slow that nothing comes of it: then it is asked for anew some times, and given up', async () => {
    await test.close();
    test = await openTestHub({ limits: { quietMs: 150, leastBytes: 100 } });
    test.server.trouble = instead('merges.txt', (_request, response) => {
      response.setHeader('content-length', small('merges.txt').length);
      response.write('#');
    });
    await expect(test.download(await test.look())).rejects.toEqual(saying('so slowly that nothing comes of it'));
    expect(test.server.asked.filter((asked) => asked.includes('merges.txt')).length).toBeGreaterThan(5);
    expect(test.taken).toEqual([]);
  });
});

describe('one who downloads', () => {
  it('can cancel: what came stays, and the next download goes on from there', async () => {
    let hold: (() => void) | undefined;
    test.server.trouble = instead('model.safetensors', (_request, response) => {
      response.setHeader('content-length', weights.length);
      response.write(weights.subarray(0, 500_000));
      hold = () => response.destroy();
    });
    const found = await test.look();
    const cancel = new AbortController();
    const ending = test.download(found, cancel.signal);
    await until(() => test.progress.some(({ doneBytes }) => doneBytes > totalBytes - weights.length + 250_000));
    cancel.abort();
    expect(await ending).toBeNull();
    hold?.();
    const kept = test.part('model.safetensors').length;
    expect(kept).toBeGreaterThan(250_000);

    test.server.trouble = () => false;
    await test.download(found);
    await expectWhole();
    expect(ofWeights().at(-1)).toMatch(new RegExp(` bytes=${kept}-$`));
  });

  it('can have it forgotten, with all that came', async () => {
    test.server.trouble = instead('model.safetensors', (request) => void request.socket.destroy());
    const found = await test.look();
    await expect(test.download(found)).rejects.toThrow();
    expect(test.parts().length).toBeGreaterThan(3);
    await test.hub.forget(found.lookId);
    expect(test.parts()).toEqual([]);
    expect(readdirSync(join(test.libraryDir, '.downloads'))).toEqual([]);
    await expect(test.download(found)).rejects.toEqual(saying('Look it up again.'));
  });

  it('downloads one at a time, and what is here already not at all', async () => {
    const found = await test.look();
    const first = test.download(found);
    await expect(test.download(found)).rejects.toMatchObject({ code: 'modelIsComing' });
    await expect(test.hub.forget(found.lookId)).rejects.toEqual(saying('Cancel that first.'));
    await first;
    const again = await test.look();
    expect(again.modelId).toBe('someone/small');
    const sent = test.sent();
    expect(await test.download(again)).toBe('someone/small');
    expect(test.sent()).toBe(sent);
    await expect(test.download(found)).rejects.toEqual(saying('Look it up again.'));
  });

  it('need not wait for it at an end: it is cut off, and what came stays', async () => {
    test.server.trouble = instead('model.safetensors', (_request, response) => {
      response.setHeader('content-length', weights.length);
      response.write(weights.subarray(0, 500_000));
    });
    const ending = test.download(await test.look());
    await until(() => test.progress.some(({ doneBytes }) => doneBytes > totalBytes - weights.length + 250_000));
    await test.end();
    expect(await ending).toBeNull();
    expect(test.part('model.safetensors').length).toBeGreaterThan(250_000);
  });
});
