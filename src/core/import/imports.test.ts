import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportProgress } from '../../shared/import-view.ts';
import type { AppEvent } from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';
import { openStore } from '../store/store.ts';
import { openTestApplication, type TestApplication } from '../test-support/open-test-application.ts';
import { until } from '../test-support/open-test-core.ts';
import { palimpsestText } from '../test-support/palimpsest-text.ts';
import { say } from '../test-support/stored-turns.ts';
import { Imports } from './imports.ts';

const folder = mkdtempSync(join(tmpdir(), 'palimpsest-files-'));
let test: TestApplication;
const events: AppEvent[] = [];
let fileCount = 0;

beforeAll(async () => {
  test = openTestApplication();
  test.page.stream('app.watch', {}, (event) => events.push(event)).result.catch(() => {});
  await until(() => events.length > 0);
});

afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

/** A file of one chat that nobody has. */
async function newFile(turnCount = 1): Promise<{ path: string; text: string }> {
  const store = openStore(':memory:');
  const chatId = store.chats.create(1);
  let parentId: number | null = null;
  for (let turn = 0; turn < turnCount; turn++) parentId = say(store, chatId, `turn ${turn}`, parentId).assistantId;
  const path = join(folder, `${++fileCount}.palimpsest`);
  const text = palimpsestText(store);
  writeFileSync(path, text);
  store.close();
  return { path, text };
}

async function openFile(path: string): Promise<string> {
  const opened = await test.page.call('import.open', { path });
  if (opened.type !== 'file') throw new Error('It is no file.');
  return opened.offerId;
}

const look = (offerId: string) => test.page.stream('import.look', { offerId }, () => {}).result;
const run = (offerId: string, onProgress: (progress: ImportProgress) => void = () => {}) =>
  test.page.stream('import.run', { offerId }, onProgress);
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof CoreError ? (error.details?.reason ?? error.code) : String(error)),
  );
const listed = () => test.app.store.chats.list().length;

describe('a data folder that is gone', () => {
  it('is not made anew for a file that comes in, and that is said', async () => {
    const dataDir = join(folder, 'unplugged');
    const store = openStore(':memory:');
    const nothing = () => {};
    const imports = new Imports({
      ...{ store, incomingDir: join(dataDir, 'incoming'), tokenizer: async () => null },
      ...{ onOffered: nothing, onImported: nothing, onGivenUp: nothing },
    });
    async function* pieces() {
      yield Buffer.from('{"type":"palimpsest"}');
    }
    await expect(imports.receive('a.palimpsest', pieces())).rejects.toMatchObject({
      ...{ code: 'dataFolderGone', details: { folder: dataDir } },
    });
    expect(existsSync(dataDir)).toBe(false);
    mkdirSync(dataDir);
    for (const name of ['a.palimpsest', 'b.palimpsest'])
      expect(await imports.receive(name, pieces())).toMatchObject({ name, bytes: 21 });
    await imports.close();
    store.close();
  });
});

describe('a file', () => {
  it('is looked into, imported, and in the list of every page', async () => {
    const { path } = await newFile(300);
    const offerId = await openFile(path);
    expect(await look(offerId)).toMatchObject({
      chats: 1,
      messages: 600,
      deletedChats: 0,
      chatsHere: 0,
      fromMs: 1_000,
    });
    const told: ImportProgress[] = [];
    const report = await run(offerId, (progress) => told.push(progress)).result;
    expect(report).toMatchObject({ addedChats: 1, addedMessages: 600, uncheckedMessages: 600 });
    expect(told[0]?.totalBytes).toBeGreaterThan(100_000);
    await until(() =>
      events.some((event) => event.type === 'chats' && event.changed.some(({ title }) => title === 'turn 0')),
    );
    // It is dealt with.
    expect(await reasonOf(look(offerId))).toBe('notOffered');
  });

  it('that is cancelled in the middle leaves nothing that is seen, and can be imported afterwards', async () => {
    const { path } = await newFile(600);
    const offerId = await openFile(path);
    await look(offerId);
    const before = listed();
    const running = run(offerId, () => running.cancel());
    expect(await running.result).toBeNull();
    expect(listed()).toBe(before);
    expect(await run(offerId).result).toMatchObject({ addedMessages: 1_200 });
    expect(listed()).toBe(before + 1);
  });

  it('is the only one that is being imported, and the one that was looked at', async () => {
    const [one, two] = [await newFile(300), await newFile()];
    const [first, second] = [await openFile(one.path), await openFile(two.path)];
    await Promise.all([look(first), look(second)]);
    const running = run(first);
    expect(await reasonOf(run(second).result)).toBe('importRunning');
    await running.result;
    writeFileSync(two.path, `${two.text}\n`);
    expect(await reasonOf(run(second).result)).toBe('changed');
  });

  it.each<[string, () => string, string]>([
    ['that is not there', () => join(folder, 'none'), 'noFile'],
    ['that is a folder', () => folder, 'isFolder'],
    ['below a file', () => join(folder, '1.palimpsest', 'x'), 'noFile'],
  ])('%s is refused', async (_, path, reason) => {
    expect(await reasonOf(test.page.call('import.open', { path: path() }))).toBe(reason);
  });

  it('of a model is told apart', async () => {
    for (const name of ['config.json', 'tuned.safetensors', 'Model.GGUF', 'flax_model.msgpack']) {
      const model = join(folder, `gpt2 with ${name}`);
      mkdirSync(model);
      writeFileSync(join(model, name), '{}');
      const opened = test.page.call('import.open', { path: model });
      expect(await opened).toMatchObject({ type: 'model', path: model, name: `gpt2 with ${name}` });
      if (name === 'config.json') continue;
      // The file itself too: it is refused as what it is, or taken with what lies beside it.
      const path = join(model, name);
      expect(await test.page.call('import.open', { path })).toMatchObject({ type: 'model', path, name });
    }
  });

  it('that was opened from outside is told to all pages, also if it cannot be opened, until one has dealt with it', async () => {
    const offered = () => {
      const last = events.filter((event) => event.type === 'offered').at(-1);
      return last?.type === 'offered' ? last.offered : null;
    };
    await test.app.imports.openFromOutside(join(folder, 'none'));
    await until(() => offered());
    expect(offered()).toMatchObject({ type: 'refused', name: 'none', failure: { code: 'badImport' } });
    const { path } = await newFile();
    await test.app.imports.openFromOutside(path);
    await until(() => offered()?.type === 'file');
    const { offerId = '' } = offered() ?? {};
    expect(test.app.imports.opened()?.offerId).toBe(offerId);
    await look(offerId);
    await run(offerId).result;
    await until(() => offered() === null);
  });

  it('that comes over a line lies on the disk as long as it is needed', async () => {
    const incoming = join(test.dataDir, 'incoming');
    const { text } = await newFile();
    const { offerId, bytes } = await test.app.imports.receive(
      'sent.palimpsest',
      (async function* () {
        yield Buffer.from(text);
      })(),
    );
    expect([bytes, readdirSync(incoming).length]).toEqual([Buffer.byteLength(text), 1]);
    await look(offerId);
    expect(await run(offerId).result).toMatchObject({ addedChats: 1 });
    expect(readdirSync(incoming)).toEqual([]);
    const broken = test.app.imports.receive(
      'broken',
      (async function* () {
        yield Buffer.from(text.slice(0, 100));
        throw new Error('The page went away.');
      })(),
    );
    await expect(broken).rejects.toThrow('went away');
    expect(readdirSync(incoming)).toEqual([]);
  });
});

describe('what a page sends', () => {
  const incoming = () => join(test.dataDir, 'incoming');
  /** Pieces of a file without an end, and how much of it was taken. */
  function endless(beginning: string, pieceBytes = 65_536) {
    const taken = { bytes: 0 };
    async function* pieces() {
      const whole = Buffer.from(beginning.padEnd(pieceBytes, 'x'));
      for (;;) {
        expect(readdirSync(incoming()).every((name) => statSync(join(incoming(), name)).size === 0)).toBe(true);
        taken.bytes += whole.length;
        yield whole;
      }
    }
    return { taken, pieces: pieces() };
  }

  it.each([
    ['GGUF', 65_536],
    ['{"architectures": ["GPT2LMHeadModel"]}\n', 65_536],
    ['{"type":"conversation"', 1_000],
    ['{', 1_000],
  ])('is refused when it begins with %j, before anything of it is written', async (beginning, pieceBytes) => {
    const { taken, pieces } = endless(beginning, pieceBytes);
    await expect(test.app.imports.receive('a.palimpsest', pieces)).rejects.toMatchObject({
      ...{ code: 'badImport', details: { reason: 'foreign' } },
    });
    expect(taken.bytes).toBeLessThanOrEqual(66_000);
    expect(readdirSync(incoming())).toEqual([]);
  });

  it('is taken in pieces of any size, also after empty lines, and told when it is read', async () => {
    const { text } = await newFile();
    const bytes = Buffer.from(`\n \n${text}`);
    const oneByOne = Readable.from([...bytes].map((byte) => Uint8Array.of(byte)));
    const { offerId } = await test.app.imports.receive('a.palimpsest', oneByOne);
    expect(await look(offerId)).toMatchObject({ chats: 1 });
    await test.page.call('import.forget', { offerId });
    const empty = await test.app.imports.receive('empty.palimpsest', Readable.from([]));
    expect(await reasonOf(look(empty.offerId))).toBe('empty');
    await test.page.call('import.forget', { offerId: empty.offerId });
  });

  it('is refused where the disk has no room for what it says that it has', async () => {
    const { taken, pieces } = endless('{"type":"palimpsest","version":1}\n');
    const refused = test.app.imports.receive('a.palimpsest', pieces, { bytes: 1e18 });
    await expect(refused).rejects.toMatchObject({ code: 'diskFull', details: { of: 'import', neededBytes: 1e18 } });
    expect(taken.bytes).toBe(0);
  });
});

describe('ids that came without their tokenizer', () => {
  it('are checked once a model has it', { timeout: 60_000 }, async () => {
    const { tokenizer } = await test.app.models.current();
    const store = openStore(':memory:');
    const chatId = store.chats.create(1);
    say(store, chatId, 'Hello');
    // As another machine would have them, with the bundled model.
    const text = palimpsestText(store).replaceAll('"tokenizer":"hash"', `"tokenizer":"${tokenizer.hash}"`);
    const path = join(folder, 'without.palimpsest');
    writeFileSync(path, text);
    const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-later-'));
    const without = openTestApplication({ dataDir, modelDir: join(folder, 'no-model') });
    const opened = await without.app.imports.open(path);
    const following = { signal: new AbortController().signal, onProgress: () => {} };
    await without.app.imports.look(opened.offerId, following);
    expect(await without.app.imports.run(opened.offerId, following)).toMatchObject({ uncheckedMessages: 2 });
    await without.close();
    const withModel = openTestApplication({ dataDir });
    const [imported] = withModel.app.store.archive.chatIds();
    const states = () => withModel.app.store.messages.path(imported as number).map(({ idsState }) => idsState);
    expect(states()).toEqual(['unchecked', 'unchecked']);
    const chat = await withModel.watch(imported as number);
    // What is counted is right before that, too.
    await until(() => withModel.app.models.known());
    await until(() => states()[0] === 'renewed');
    expect(withModel.app.store.messages.path(imported as number)[0]?.tokenIds).toEqual(tokenizer.encode('Hello'));
    // The page that has the chat open is told, once.
    const snapshots = () => chat.events.flatMap((event) => (event.type === 'snapshot' ? [event.chat.messages] : []));
    await until(() => snapshots().length > 1);
    expect(snapshots().map(([first]) => first?.areIdsRenewed ?? false)).toEqual([false, true]);
    chat.leave();
    await withModel.close();
    expect(existsSync(join(dataDir, 'incoming'))).toBe(false);
    rmSync(dataDir, { recursive: true });
  });
});

describe('a file that a page has sent', () => {
  it('goes when nobody asks for it for a while: its tab may be closed', async () => {
    const incomingDir = join(folder, 'sent');
    const nothing = () => {};
    const imports = new Imports({
      ...{ store: test.app.store, incomingDir, tokenizer: async () => null, keepsSentMs: 200 },
      ...{ onOffered: nothing, onImported: nothing, onGivenUp: nothing },
    });
    const { text } = await newFile();
    const { offerId } = await imports.receive('sent.palimpsest', Readable.from([Buffer.from(text)]));
    expect(readdirSync(incomingDir)).toHaveLength(1);
    await imports.look(offerId, { signal: new AbortController().signal, onProgress: nothing });
    await until(() => readdirSync(incomingDir).length === 0);
    expect(await reasonOf(imports.look(offerId, { signal: new AbortController().signal, onProgress: nothing }))).toBe(
      'notOffered',
    );
    await imports.close();
  });
});
