import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserShell, serveBrowserShell } from '../server/serve-browser-shell.ts';
import type { MemoryNeed } from '../shared/models-view.ts';
import { type Begun, type PostPart, sendModel } from '../shared/send-model.ts';
import { fileHeaders } from '../shared/sent-file.ts';
import { modelFileHeaders, modelFilePath, sentPieceBytes } from '../shared/sent-model.ts';
import { saying } from '../shared/test-support/saying.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';

const bundled = resolve(import.meta.dirname, '../../models/palimpsest-mini');
let test: TestApplication;
let shell: BrowserShell;
let url: URL;

beforeAll(async () => {
  test = openTestApplication();
  shell = await serveBrowserShell({
    rendererDir: mkdtempSync(join(tmpdir(), 'palimpsest-no-page-')),
    port: 0,
    onPipe: () => {},
    receiveModelFile: (part, pieces) => test.app.sentModels.receive(part, pieces),
  });
  url = new URL(shell.address);
  await test.app.link.ready();
});
afterEach(() => rmSync(sentDir(), { recursive: true, force: true }));
afterAll(async () => {
  shell.close();
  await test.close();
});

const sentDir = () => join(test.dataDir, 'models', '.sent');
const signal = new AbortController().signal;
const filesOf = (names: readonly string[] = readdirSync(bundled)) =>
  names.map((name) => new File([readFileSync(join(bundled, name))], name));

interface Sent {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
}

/** As a page does it, and what was sent. */
function posting(change: { readonly headers?: Record<string, string>; readonly cutAt?: number } = {}) {
  const sent: Sent[] = [];
  const post: PostPart = (headers, body) => {
    const name = decodeURIComponent(headers[modelFileHeaders.name] ?? '');
    sent.push({ name, offset: Number(headers[modelFileHeaders.offset]), bytes: body.size });
    return fetch(new URL(modelFilePath, url.origin), {
      method: 'POST',
      headers: { origin: url.origin, [fileHeaders.token]: url.hash.slice(1), ...headers, ...change.headers },
      body: change.cutAt === undefined ? body : body.slice(0, change.cutAt),
    });
  };
  return { sent, post };
}

/** What is sent is there for whoever sends the same again. */
const letGo = ({ release }: Begun) => release();
const send = (files: readonly File[], post: PostPart, name = 'My Mini') =>
  sendModel(test.page, { name, files }, { signal, post, onBegun: letGo });

describe('a model that a page sends', () => {
  it('is taken as it is, looked at, and imported by moving it, under the name of its folder', async () => {
    const { sent, post } = posting();
    const { path, sendId } = await send([...filesOf(), new File(['of no use'], 'optimizer.pt')], post);
    expect(sent.map(({ name }) => name).sort()).toEqual(readdirSync(bundled).sort());
    for (const name of readdirSync(path)) {
      expect(readFileSync(join(path, name)).equals(readFileSync(join(bundled, name)))).toBe(true);
    }
    expect(await test.page.call('models.look', { path })).toMatchObject({ name: 'My Mini', windowTokens: 512 });
    const imported = await test.page.stream('models.import', { path }, () => {}).result;
    expect(imported).toEqual({ modelId: 'my-mini' });
    expect(test.app.library.find('my-mini')?.facts?.origin).toEqual({ type: 'folder', path: 'My Mini' });
    expect(existsSync(path)).toBe(false);
    await test.page.call('models.endSending', { sendId });
    await test.page.call('models.remove', { modelId: 'my-mini' });
  });

  it('is refused before its weights are sent, and what has come of it stays', async () => {
    const { sent, post } = posting();
    const config = JSON.stringify({ ...JSON.parse(readFileSync(join(bundled, 'config.json'), 'utf8')), n_layer: 0 });
    const others = filesOf(readdirSync(bundled).filter((name) => name !== 'config.json'));
    await expect(send([new File([config], 'config.json'), ...others], post)).rejects.toMatchObject({
      details: { reason: 'notASize', entry: 'n_layer' },
    });
    expect(sent.map(({ name }) => name)).toContain('tokenizer.json');
    expect(sent.map(({ name }) => name)).not.toContain('model.safetensors');
    expect(readdirSync(sentDir())).toHaveLength(1);
  });

  it('tells what memory it needs before its weights are sent', async () => {
    const { sent, post } = posting();
    let foreseen: MemoryNeed | undefined;
    let sentBefore: readonly string[] = [];
    const onForeseen = async (memory: MemoryNeed) => {
      foreseen = memory;
      sentBefore = sent.map(({ name }) => name);
    };
    const sending = await sendModel(
      test.page,
      { name: 'Foreseen', files: filesOf() },
      { ...{ signal, post, onForeseen }, onBegun: letGo },
    );
    expect(sentBefore).toContain('config.json');
    expect(sentBefore).not.toContain('model.safetensors');
    const { memory } = await test.page.call('models.look', { path: sending.path });
    expect({ ...foreseen, availableBytes: 0 }).toEqual({ ...memory, availableBytes: 0 });
    expect(foreseen?.availableBytes).toBeGreaterThan(1e6);
    await test.page.call('models.endSending', { sendId: sending.sendId });
  });

  it('stays while it is taken in', async () => {
    const { path, sendId } = await send(filesOf(), posting().post);
    await test.app.sentModels.hold(path, async () => {
      await test.page.call('models.endSending', { sendId });
      expect(existsSync(path)).toBe(true);
    });
    await test.page.call('models.endSending', { sendId });
    expect(existsSync(path)).toBe(false);
  });

  it('goes on where it was cut off, and begins anew where what is there is not the same', async () => {
    const weights = readFileSync(join(bundled, 'model.safetensors'));
    const small = filesOf(['config.json', 'tokenizer.json']);
    const whole = new File([weights], 'model.safetensors');
    const cut = posting({ cutAt: sentPieceBytes + 1_000 });
    let { path } = await send([...small, whole], cut.post);
    expect(readFileSync(join(path, 'model.safetensors')).byteLength).toBe(sentPieceBytes + 1_000);

    const again = posting();
    const gone = path;
    ({ path } = await send([...small, whole], again.post));
    expect(existsSync(gone)).toBe(false);
    const rest = { name: 'model.safetensors', offset: sentPieceBytes, bytes: weights.byteLength - sentPieceBytes };
    expect(again.sent).toEqual([rest]);
    expect(readFileSync(join(path, 'model.safetensors')).equals(weights)).toBe(true);
    const third = posting();
    ({ path } = await send([...small, whole], third.post));
    expect(third.sent).toEqual([]);

    const other = Buffer.from(weights);
    other[10] = (other[10] as number) ^ 1;
    const changed = posting();
    ({ path } = await send([...small, new File([other], 'model.safetensors')], changed.post));
    expect(changed.sent).toEqual([{ name: 'model.safetensors', offset: 0, bytes: weights.byteLength }]);
    expect(readFileSync(join(path, 'model.safetensors')).equals(other)).toBe(true);
  });

  it('is gone on with where its page sends the same again in its place, and ends the one before only then', async () => {
    const small = filesOf(['config.json', 'tokenizer.json']);
    const weights = filesOf(['model.safetensors']);
    let release = () => {};
    const onBegun = (begun: Begun) => {
      release = begun.release;
    };
    const { post } = posting({ cutAt: sentPieceBytes });
    const twice = { name: 'Twice', files: [...small, ...weights] };
    const before = await sendModel(test.page, twice, { signal, post, onBegun });
    // As a page does it, in one go.
    release();
    const again = posting();
    const sending = send([...small, ...weights], again.post, 'Twice');
    await test.page.call('models.endSending', { sendId: before.sendId });
    const { sendId, path } = await sending;
    expect(again.sent).toEqual([expect.objectContaining({ name: 'model.safetensors', offset: sentPieceBytes })]);
    expect(existsSync(path)).toBe(true);
    await test.page.call('models.endSending', { sendId });
    expect(readdirSync(sentDir())).toEqual([]);
  });

  it('is refused by its names, before anything is sent', async () => {
    const { sent, post } = posting();
    const named = (...names: string[]) => names.map((name) => new File(['{}'], name));
    await expect(send(named('model.gguf', 'config.json'), post)).rejects.toThrow(
      saying('another program’s (model.gguf)'),
    );
    await expect(send(named('model.safetensors'), post)).rejects.toThrow(saying('There is no config.json in My Mini'));
    await expect(send(named('config.json', 'vocab.json'), post)).rejects.toThrow(
      saying('There is no model.safetensors'),
    );
    expect(sent).toEqual([]);
  });

  it('is refused without the token, from elsewhere, and where it does not go on with what is there', async () => {
    for (const headers of [{ [fileHeaders.token]: 'guessed' }, { origin: 'https://elsewhere.example' }]) {
      await expect(send(filesOf(), posting({ headers }).post)).rejects.toMatchObject({ code: 'closed' });
    }
    for (const headers of [
      { [modelFileHeaders.offset]: '5' },
      { [modelFileHeaders.offset]: '-1' },
      { [modelFileHeaders.name]: '..%2Fpalimpsest.sqlite' },
      { [modelFileHeaders.sendId]: 'another' },
    ]) {
      await expect(send(filesOf(), posting({ headers }).post)).rejects.toMatchObject({ code: 'notBeingSent' });
    }
  });

  it('is removed when it is not wanted, and an hour after nobody went on with it', async () => {
    const first = await send(filesOf(['config.json', 'tokenizer.json', 'model.safetensors']), posting().post);
    await test.page.call('models.endSending', { sendId: first.sendId });
    expect(readdirSync(sentDir())).toEqual([]);
    const { path } = await send(filesOf(['config.json', 'tokenizer.json', 'model.safetensors']), posting().post);
    await test.app.sentModels.removeAbandoned();
    expect(existsSync(path)).toBe(true);
    const longAgo = new Date(Date.now() - 3_700_000);
    for (const at of [...readdirSync(path).map((name) => join(path, name)), path]) utimesSync(at, longAgo, longAgo);
    await test.app.sentModels.removeAbandoned();
    expect(existsSync(path)).toBe(false);
  });
});
