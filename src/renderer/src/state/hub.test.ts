import { describe, expect, it } from 'vitest';
import { openClient } from '../../../shared/client.ts';
import { type AppContract, contract } from '../../../shared/contract.ts';
import type { HubModel } from '../../../shared/hub-view.ts';
import { openMemoryPipes } from '../../../shared/memory-pipe.ts';
import type { ModelProgress } from '../../../shared/models-view.ts';
import { serve } from '../../../shared/serve.ts';
import { CoreError, type Handlers } from '../../../shared/wire.ts';
import { openCoreLink } from './core-link.ts';
import { openHubOnPage } from './hub.ts';

const found = (repository: string): HubModel => ({
  ...{ lookId: repository, repository, commit: 'c'.repeat(40), licence: 'mit', files: [], totalBytes: 100 },
  ...{ freeDiskBytes: null, hashesFrom: 'hub', downloadedBytes: 0, modelId: null },
});
const receiving = (doneBytes: number): ModelProgress => ({
  ...{ step: 'receiving', doneBytes, totalBytes: 100, bytesPerSecond: null, remainingMs: null },
});

/** A core whose looks are answered when it is told to, and whose downloads go on until they are cancelled or told to end. */
function open() {
  const forgotten: string[] = [];
  const arrived: string[] = [];
  const looks = new Map<string, () => void>();
  let endDownload: (failure?: CoreError) => void = () => {};
  const handlers = {
    'hub.look': ({ repository }: { repository: string }) =>
      new Promise((resolve, reject) => {
        const fails = repository.endsWith('bad');
        looks.set(repository, () =>
          fails
            ? reject(new CoreError('hubFailed', { reason: 'badName', name: repository }))
            : resolve(found(repository)),
        );
      }),
    'hub.download': (_: unknown, send: (progress: ModelProgress) => void, signal: AbortSignal) => {
      send(receiving(40));
      return new Promise((resolve, reject) => {
        endDownload = (failure) => (failure ? reject(failure) : resolve({ modelId: 'here' }));
        signal.addEventListener('abort', () => resolve(null));
      });
    },
    'hub.forget': ({ lookId }: { lookId: string }) => void forgotten.push(lookId),
  } as unknown as Handlers<AppContract>;
  const [pageEnd, coreEnd] = openMemoryPipes();
  serve(coreEnd, contract, handlers);
  const core = openCoreLink();
  core.use(openClient<AppContract>(pageEnd));
  const hub = openHubOnPage({ core, onArrived: (modelId) => arrived.push(modelId) });
  const step = () => hub.state.get().step;
  const until = async (isTrue: () => boolean) => {
    for (let tries = 0; !isTrue(); tries++) {
      if (tries > 500) throw new Error(`It is ${JSON.stringify(step())}.`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const answerLook = async (repository: string) => {
    await until(() => looks.has(repository));
    looks.get(repository)?.();
  };
  /** What was answered before has arrived then, and what was asked because of it. */
  const settled = async () => {
    for (let trip = 0; trip < 2; trip++) await core.call('hub.forget', { lookId: 'nothing' });
    return forgotten.filter((lookId) => lookId !== 'nothing');
  };
  return {
    hub,
    step,
    until,
    answerLook,
    settled,
    forgotten,
    arrived,
    endDownload: (failure?: CoreError) => endDownload(failure),
  };
}

describe('a model that is looked up', () => {
  it('is shown as what was asked for last, and what was asked before takes nothing away', async () => {
    const { hub, step, until, answerLook, settled } = open();
    hub.lookUp('a/slow');
    hub.lookUp('a/quick');
    await answerLook('a/quick');
    await until(() => step()?.type === 'found');
    await answerLook('a/slow');
    expect(await settled()).toEqual([]);
    expect(step()?.name).toBe('a/quick');
  });

  it('is told why it was not found, and left again', async () => {
    const { hub, step, until, answerLook } = open();
    hub.lookUp('a/bad');
    await answerLook('a/bad');
    await until(() => step()?.type === 'refused');
    hub.download();
    expect(step()?.type).toBe('refused');
    hub.leave();
    expect(step()).toBeNull();
  });
});

describe('a download', () => {
  async function begin() {
    const test = open();
    test.hub.lookUp('a/model');
    await test.answerLook('a/model');
    await test.until(() => test.step()?.type === 'found');
    test.hub.download();
    await test.until(() => {
      const step = test.step();
      return step?.type === 'downloading' && step.progress !== null;
    });
    return test;
  }

  it('leaves what has come when it is cancelled, and goes on from there', async () => {
    const { hub, step, until, endDownload, arrived } = await begin();
    expect(hub.cancel()).toBe(true);
    await until(() => step()?.type === 'found');
    expect(step()).toMatchObject({ model: { downloadedBytes: 40 } });
    expect(hub.cancel()).toBe(false);
    hub.download();
    await until(() => step()?.type === 'downloading');
    await new Promise((resolve) => setTimeout(resolve, 5));
    endDownload();
    await until(() => step() === null);
    expect(arrived).toEqual(['here']);
  });

  it('that fails can be gone on with, or what has come of it is removed', async () => {
    const { hub, step, until, endDownload, forgotten } = await begin();
    endDownload(new CoreError('diskFull'));
    await until(() => step()?.type === 'refused');
    expect(step()).toMatchObject({ failure: { code: 'diskFull' }, model: { downloadedBytes: 40 } });
    hub.drop();
    expect(step()).toBeNull();
    await until(() => forgotten.length === 1);
  });
});
