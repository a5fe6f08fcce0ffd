import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserShell, serveBrowserShell } from '../server/serve-browser-shell.ts';
import { beginSending } from '../shared/send-model.ts';
import { fileHeaders, filePath } from '../shared/sent-file.ts';
import { modelFileHeaders, modelFilePath } from '../shared/sent-model.ts';
import { Comings } from './models/comings.ts';
import { SentModels } from './models/sent-models.ts';
import { beginSent } from './test-support/begin-sent.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

const bundled = resolve(import.meta.dirname, '../../models/palimpsest-mini');
const weightBytes = 8_683_480;
const offered = ['config.json', 'tokenizer.json', 'model.safetensors'].map((name) => ({
  name,
  bytes: statSync(join(bundled, name)).size,
}));

let dataDir: string;
let test: TestApplication;
let shell: BrowserShell;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-sending-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function openApplication(): Promise<void> {
  test = openTestApplication({ dataDir });
  shell = await serveBrowserShell({
    ...{ rendererDir: dataDir, port: 0, onPipe: () => {} },
    receiveFile: (name, pieces) => test.app.imports.receive(name, pieces),
    receiveModelFile: (part, pieces) => test.app.sentModels.receive(part, pieces),
  });
}

async function closeApplication(): Promise<void> {
  shell.close();
  await test.close();
}

const namesIn = (name: string) => {
  const path = join(dataDir, name);
  return existsSync(path) ? readdirSync(path) : [];
};
const sent = () => namesIn('models/.sent');
const begin = () => beginSending(test.page, { name: 'My Mini', files: offered });

/** A megabyte of eight, and then nothing more: its disk does not answer, or its tab is held up. The server's answer, with what it says. */
function stall(
  path: string,
  headers: Record<string, string>,
  beginning = '',
): Promise<{ status: number; code: string }> {
  const url = new URL(shell.address);
  return new Promise((resolve, reject) => {
    const own = { host: url.host, origin: url.origin, [fileHeaders.token]: url.hash.slice(1) };
    const all = { ...own, 'content-length': String(8e6), ...headers };
    const whenAnswered = (response: IncomingMessage) => {
      response.setEncoding('utf8');
      response.once('data', (body: string) => resolve({ status: response.statusCode ?? 0, ...JSON.parse(body) }));
    };
    const sending = request({ host: '127.0.0.1', port: url.port, path, method: 'POST', headers: all }, whenAnswered);
    sending.on('error', reject);
    sending.write(Buffer.concat([Buffer.from(beginning), Buffer.alloc(1e6 - beginning.length, ' ')]));
  });
}

async function stallModel() {
  const sending = await begin();
  const headers = { [modelFileHeaders.name]: 'model.safetensors', [modelFileHeaders.offset]: '0' };
  const answered = stall(modelFilePath, { ...headers, [modelFileHeaders.sendId]: sending.sendId });
  answered.catch(() => {});
  await until(() => namesIn(`models/.sent/${sending.sendId}`).includes('model.safetensors'));
  await until(() => statSync(join(sending.path, 'model.safetensors')).size === 1e6);
  return { ...sending, answered };
}

describe('a model that stops being sent', () => {
  beforeEach(openApplication);
  afterEach(closeApplication);

  it('is cancelled from any page, with nothing left of it, and another one can come', async () => {
    const { answered } = await stallModel();
    await expect(test.page.stream('models.import', { path: bundled }, () => {}).result).rejects.toMatchObject({
      ...{ code: 'modelIsComing', details: { name: 'My Mini' } },
    });
    await test.page.call('models.cancelComing', {});
    expect(await answered).toMatchObject({ status: 409, code: 'sendingCancelled' });
    expect(sent()).toEqual([]);
    const { sendId } = await begin();
    await test.app.sentModels.receive({ sendId, name: 'config.json', offset: 0 }, piecesOf(['{}']));
  });

  it('is over once it is not wanted any more', async () => {
    const { answered, sendId } = await stallModel();
    await test.page.call('models.endSending', { sendId });
    expect(sent()).toEqual([]);
    expect(await answered).toMatchObject({ code: 'sendingCancelled' });
  });

  it('holds up no end of the application; what has come of it is gone on with at the next start', async () => {
    const chat = await test.newChat();
    await chat.send('Tell me a story.');
    await stallModel();
    await test.app.close();
    expect(test.app.answeringChats()).toEqual([]);
    expect(sent()).toHaveLength(1);
  });

  it('is nobody’s after another start, and no folder of a person’s: it is gone on with under its name', async () => {
    const sending = await begin();
    for (const { name } of offered) {
      const part = { sendId: sending.sendId, name, offset: 0 };
      await test.app.sentModels.receive(part, piecesOf([readFileSync(join(bundled, name))]));
    }
    await expect(test.page.call('models.look', { path: sending.path })).resolves.toMatchObject({ name: 'My Mini' });
    await closeApplication();
    await openApplication();
    const lost = { code: 'notBeingSent' };
    const importAt = (path: string) => test.page.stream('models.import', { path }, () => {}).result;
    await expect(test.page.call('models.look', { path: sending.path })).rejects.toMatchObject(lost);
    await expect(importAt(sending.path)).rejects.toMatchObject(lost);

    const again = await begin();
    expect(again.files.map(({ pieceHashes }) => pieceHashes.length)).not.toContain(0);
    expect(await importAt(again.path)).toEqual({ modelId: 'my-mini' });
    expect(sent()).toEqual([]);
  });

  it('is over an hour after its last byte', async () => {
    const { answered, path } = await stallModel();
    makeOld(path);
    await test.app.sentModels.removeAbandoned();
    expect(await answered).toMatchObject({ code: 'sendingCancelled' });
    expect(sent()).toEqual([]);
  });
});

describe('an end of the application', () => {
  beforeEach(openApplication);
  afterEach(closeApplication);

  it('stores what is being answered, whatever else it waits for', async () => {
    const chat = await test.newChat();
    await chat.send('Tell me a story.');
    await until(() => chat.events.some(({ type }) => type === 'text'));
    let settle = () => {};
    const work = () =>
      new Promise<void>((resolve) => {
        settle = resolve;
      });
    const following = { signal: new AbortController().signal, onProgress: () => {} };
    const coming = test.app.comings.run(
      { name: 'one on a disk that does not answer', from: 'folder' },
      following,
      work,
    );
    const closed = test.app.close();
    await until(() => test.app.answeringChats().length === 0);
    expect(test.app.store.messages.path(chat.id).at(-1)).toMatchObject({ role: 'assistant', state: 'stopped' });
    settle();
    await Promise.all([closed, coming]);
  });

  it('does not wait for chats that stopped being sent', async () => {
    const answered = stall(filePath, { [fileHeaders.name]: 'chats.palimpsest' }, '{"type":"palimpsest"}\n');
    await until(() => namesIn('incoming').length === 1);
    await test.app.close();
    expect(await answered).toMatchObject({ code: 'closed' });
    expect(namesIn('incoming')).toEqual([]);
  });
});

describe('the disk, while a model is sent', () => {
  const openSent = (freeBytes: () => number | null) =>
    new SentModels({
      ...{ libraryFolder: join(dataDir, 'models'), comings: new Comings(() => {}), nowMs: Date.now, onLog: () => {} },
      freeDiskBytes: async () => freeBytes(),
    });
  const total = offered.reduce((sum, { bytes }) => sum + bytes, 0);
  const memory = { weightBytes: 1, cacheBytes: 1, neededBytes: 2, availableBytes: 1 };

  it('must have room for all of it, with a margin, before anything is sent', async () => {
    let freeBytes = total + 64e6 - 1;
    const models = openSent(() => freeBytes);
    const refused = beginSent(models, { name: 'My Mini', files: offered });
    await expect(refused).rejects.toMatchObject({
      ...{ code: 'diskFull', details: { of: 'model', neededBytes: total + 64e6, freeBytes } },
    });
    freeBytes += 1;
    await expect(beginSent(models, { name: 'My Mini', files: offered })).resolves.toMatchObject({ files: offered });
    models.close();
  });

  it('must have room for what will be made of it as well, before its weights are sent', async () => {
    let freeBytes = 1e12;
    const models = openSent(() => freeBytes);
    const { sendId } = await beginSent(models, { name: 'My Mini', files: offered });
    const config = readFileSync(join(bundled, 'config.json'));
    await models.receive({ sendId, name: 'config.json', offset: 0 }, piecesOf([config]));
    const foresee = () => models.foresee(sendId, async () => ({ graphBytes: 17e6, memory }));
    // What is there already needs no more room.
    const neededBytes = total - config.length + 64e6 + 17e6;
    freeBytes = neededBytes - 1;
    await expect(foresee()).rejects.toMatchObject({ code: 'diskFull', details: { neededBytes, freeBytes } });
    freeBytes = neededBytes;
    expect(await foresee()).toEqual(memory);
    models.close();
  });

  it('that does not say what is free is filled until it is full', async () => {
    const models = openSent(() => null);
    const { sendId } = await beginSent(models, { name: 'My Mini', files: offered });
    expect(await models.foresee(sendId, async () => ({ graphBytes: 1e15, memory }))).toEqual(memory);
    models.close();
  });

  it('takes each piece before the next is asked for: no more of a file is in memory than that', async () => {
    const models = openSent(() => 1e12);
    const { sendId, path } = await beginSent(models, { name: 'My Mini', files: offered });
    const pieceBytes = 64 * 1024;
    const sizes: number[] = [];
    async function* pieces() {
      for (let count = 0; count < 20; count++) {
        sizes.push(statSync(join(path, 'model.safetensors')).size);
        yield Buffer.alloc(pieceBytes, count + 1);
      }
    }
    await models.receive({ sendId, name: 'model.safetensors', offset: 0 }, pieces());
    expect(sizes).toEqual(Array.from({ length: 20 }, (_, count) => count * pieceBytes));
    expect(statSync(join(path, 'model.safetensors')).size).toBe(20 * pieceBytes);
    models.close();
  });

  it('takes one part at a time, and no more of a file than was offered', async () => {
    const models = openSent(() => 1e12);
    const { sendId, path } = await beginSent(models, { name: 'My Mini', files: offered });
    const part = { sendId, name: 'config.json', offset: 0 };
    const both = [models.receive(part, piecesOf(['first'])), models.receive(part, piecesOf(['other']))];
    const ends = await Promise.allSettled(both);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'modelIsComing' } });
    const written = ends[0]?.status === 'fulfilled' ? 'first' : 'other';
    expect(readFileSync(join(path, 'config.json'), 'utf8')).toBe(written);
    const tooMuch = models.receive({ ...part, name: 'model.safetensors' }, piecesOf([Buffer.alloc(weightBytes + 1)]));
    await expect(tooMuch).rejects.toMatchObject({ code: 'notBeingSent' });
    models.close();
  });
});

describe('what an earlier run has left', () => {
  it('goes at the start where it is old, and is gone on with where it is not', async () => {
    for (const name of ['old', 'new']) mkdirSync(join(dataDir, 'models/.sent', name), { recursive: true });
    makeOld(join(dataDir, 'models/.sent/old'));
    test = openTestApplication({ dataDir });
    await until(() => !sent().includes('old'));
    expect(sent()).toEqual(['new']);
    await test.close();
  });
});

async function* piecesOf(pieces: readonly (string | Buffer)[]) {
  for (const piece of pieces) yield Buffer.from(piece);
}

function makeOld(folder: string): void {
  const longAgo = new Date(Date.now() - 3_700_000);
  for (const at of [...readdirSync(folder).map((name) => join(folder, name)), folder]) utimesSync(at, longAgo, longAgo);
}
