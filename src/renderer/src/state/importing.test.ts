import { describe, expect, it } from 'vitest';
import { openClient } from '../../../shared/client.ts';
import { type AppContract, contract } from '../../../shared/contract.ts';
import type { ImportProgress, OfferedFile } from '../../../shared/import-view.ts';
import { openMemoryPipes } from '../../../shared/memory-pipe.ts';
import { serve } from '../../../shared/serve.ts';
import { CoreError, type Handlers } from '../../../shared/wire.ts';
import { openCoreLink } from './core-link.ts';
import { openImporting } from './importing.ts';
import { createObservable } from './observable.ts';
import { initialPageState } from './page-state.ts';

const contents = { chats: 1, messages: 2, deletedChats: 0, chatsHere: 0, fromMs: 1, toMs: 2 };
const report = { addedChats: 1, addedMessages: 2 };

/** A core whose import goes on until it is cancelled or told to end, and that knows what was let go of. */
function open({ sendFile = async () => file('sent') }: { sendFile?: () => Promise<OfferedFile> } = {}) {
  const forgotten: string[] = [];
  const cancelled: string[] = [];
  let end = () => {};
  const handlers = {
    'import.open': ({ path }: { path: string }) => {
      if (path.endsWith('bad')) throw new CoreError('badImport', { reason: 'foreign' });
      return path.endsWith('model')
        ? { type: 'model', offerId: path, name: path, path }
        : { type: 'file', ...file(path) };
    },
    'import.look': () => contents,
    'import.run': ({ offerId }: { offerId: string }, send: (progress: ImportProgress) => void, signal: AbortSignal) => {
      send({ readBytes: 1, totalBytes: 2 });
      return new Promise((resolve) => {
        end = () => resolve(report);
        signal.addEventListener('abort', () => {
          cancelled.push(offerId);
          resolve(null);
        });
      });
    },
    'import.forget': ({ offerId }: { offerId: string }) => void forgotten.push(offerId),
  } as unknown as Handlers<AppContract>;
  const [pageEnd, coreEnd] = openMemoryPipes();
  serve(coreEnd, contract, handlers);
  const core = openCoreLink();
  core.use(openClient<AppContract>(pageEnd));
  const state = createObservable(initialPageState);
  const models: string[] = [];
  const importing = openImporting({ state, core, sendFile, onModel: (folder) => models.push(folder) });
  const step = () => state.get().importing;
  const until = async (type: string | null) => {
    for (let tries = 0; (step()?.type ?? null) !== type; tries++) {
      if (tries > 500) throw new Error(`It is ${step()?.type}, not ${type}.`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const mishap = () => state.get().mishap;
  const dismissMishap = () => state.patch({ mishap: null });
  return {
    importing,
    models,
    step,
    mishap,
    dismissMishap,
    until,
    forgotten,
    cancelled,
    end: () => end(),
    breakLine: () => coreEnd.close(),
  };
}

const file = (offerId: string): OfferedFile => ({ offerId, name: `${offerId}.palimpsest`, bytes: 9 });

describe('a file that is opened', () => {
  it('is asked about, imported when that is said, and told of', async () => {
    const { importing, step, until, end } = open();
    importing.openPath('/a/one');
    await until('asking');
    expect(step()).toMatchObject({ contents });
    importing.startImport();
    await until('importing');
    end();
    await until('done');
    expect(step()).toMatchObject({ report });
    importing.closeImport();
    expect(step()).toBeNull();
  });

  it('that is closed is let go of, also when it was still being sent', async () => {
    let arrive = (_: OfferedFile) => {};
    const sending = new Promise<OfferedFile>((resolve) => {
      arrive = resolve;
    });
    const { importing, until, forgotten } = open({ sendFile: () => sending });
    importing.openPath('/a/one');
    await until('asking');
    importing.closeImport();
    importing.openFile({ name: 'two' } as File, null);
    await until('sending');
    importing.closeImport();
    arrive(file('two'));
    await until(null);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(forgotten).toEqual(['/a/one', 'two']);
  });

  it('ends its import when it is closed, and no other file does', async () => {
    const { importing, step, mishap, dismissMishap, until, cancelled } = open();
    importing.openPath('one');
    await until('asking');
    importing.startImport();
    await until('importing');
    for (const openAnother of [
      () => importing.openPath('two'),
      () => importing.receiveOpened({ type: 'file', ...file('three') }),
    ]) {
      dismissMishap();
      openAnother();
      expect(step()).toMatchObject({ type: 'importing', name: 'one.palimpsest' });
      expect(mishap()).toEqual({ code: 'importRunning' });
    }
    importing.closeImport();
    // What was opened from outside meanwhile is asked about now.
    await until('asking');
    expect([step()?.name, cancelled]).toEqual(['three.palimpsest', ['one']]);
  });

  it('is told why when it cannot be opened, and a model’s folder is handed on', async () => {
    const { importing, models, step, until, forgotten } = open();
    importing.openPath('bad');
    await until('refused');
    expect(step()).toMatchObject({ failure: { code: 'badImport', details: { reason: 'foreign' } } });
    importing.openPath('a model');
    await expect.poll(() => [models, forgotten]).toEqual([['a model'], ['a model']]);
    expect(step()).toBeNull();
  });

  it('says what may be there of it where the line breaks while it is imported', async () => {
    const { importing, step, until, breakLine } = open();
    importing.openPath('one');
    await until('asking');
    importing.startImport();
    await until('importing');
    breakLine();
    await until('failed');
    expect(step()).toMatchObject({ name: 'one.palimpsest', failure: { code: 'importCutOff' } });
  });

  it('from outside is closed once another page has dealt with it', async () => {
    const { importing, until } = open();
    importing.receiveOpened({ type: 'file', ...file('one') });
    await until('asking');
    importing.receiveOpened(null);
    await until(null);
    importing.openPath('two');
    await until('asking');
    importing.receiveOpened(null);
    await until('asking');
  });
});
