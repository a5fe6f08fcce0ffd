import { beforeEach, describe, expect, it } from 'vitest';
import { openClient } from '../../../shared/client.ts';
import { type AppContract, contract } from '../../../shared/contract.ts';
import { openMemoryPipes } from '../../../shared/memory-pipe.ts';
import type { ModelProgress } from '../../../shared/models-view.ts';
import type { Begun } from '../../../shared/send-model.ts';
import { serve } from '../../../shared/serve.ts';
import { CoreError, type Handlers } from '../../../shared/wire.ts';
import { openBringOnPage, type SendFiles } from './bringing.ts';
import { openCoreLink } from './core-link.ts';

/** What a page has alone, by its ids. */
let kept: string[];
beforeEach(() => {
  kept = [];
});

function begin(sendId: string): Begun {
  kept.push(sendId);
  return { sendId, release: () => release(sendId) };
}

function release(sendId: string): void {
  kept = kept.filter((each) => each !== sendId);
}

const sendAll: SendFiles = async ({ name }, { onBegun }) => {
  onBegun(begin(name));
  return { sendId: name, path: `/sent/${name}` };
};

const untilAborted: SendFiles = ({ name }, { signal, onBegun }) => {
  onBegun(begin(name));
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new CoreError('closed'))));
};

/** A core that refuses what ends with "bad", and copies until it is cancelled or told to end. */
function open(send: SendFiles = sendAll, mayLook: Promise<void> = Promise.resolve()) {
  const arrived: string[] = [];
  const ended: string[] = [];
  const imports: unknown[] = [];
  /** What is told otherwise from now on. */
  const looks: object[] = [];
  let end = () => {};
  const handlers = {
    'models.look': async ({ path }: { path: string }) => {
      await mayLook;
      if (path.endsWith('bad')) throw new CoreError('badModel', { reason: 'noFolder', path });
      return { name: `what lies in ${path}`, sameAs: null, ...looks.at(-1) };
    },
    'models.import': (input: unknown, report: (progress: ModelProgress) => void, signal: AbortSignal) => {
      imports.push(input);
      report({ step: 'copying', doneBytes: 1, totalBytes: 2, bytesPerSecond: null, remainingMs: null });
      return new Promise((resolve) => {
        end = () => resolve({ modelId: 'here' });
        signal.addEventListener('abort', () => resolve(null));
      });
    },
    'models.keepSending': ({ sendId }: { sendId: string }, _send: unknown, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        kept.push(sendId);
        signal.addEventListener('abort', () => {
          release(sendId);
          resolve();
        });
      }),
    'models.endSending': ({ sendId }: { sendId: string }) => void ended.push(sendId),
  } as unknown as Handlers<AppContract>;
  const core = openCoreLink();
  let close = () => {};
  const connect = () => {
    const [pageEnd, coreEnd] = openMemoryPipes();
    serve(coreEnd, contract, handlers);
    const client = openClient<AppContract>(pageEnd);
    close = () => client.close();
    core.use(client);
  };
  connect();
  const bring = openBringOnPage({ core, send, onArrived: (modelId) => arrived.push(modelId) });
  const step = () => bring.state.get().step;
  const until = (type: string | undefined) => expect.poll(() => step()?.type).toBe(type);
  return { bring, step, until, arrived, ended, imports, looks, connect, close: () => close(), end: () => end() };
}

describe('a model that is brought', () => {
  it('is looked at, copied when that is said, and here', async () => {
    const { bring, step, until, arrived, imports, end } = open();
    bring.look({ type: 'path', path: '/models/mine/' });
    expect(step()).toMatchObject({ type: 'looking', name: 'mine' });
    await until('offered');
    expect(imports).toEqual([]);
    bring.take({ anyway: false });
    await expect.poll(() => step()).toMatchObject({ type: 'coming', progress: { step: 'copying' } });
    // One at a time.
    bring.look({ type: 'path', path: '/models/other' });
    expect(step()?.type).toBe('coming');
    expect(bring.state.get().turnedAway).toBe('other');
    end();
    await until(undefined);
    expect([arrived, imports]).toEqual([['here'], [{ path: '/models/mine/' }]]);
  });

  it('is looked at again where others are here by now, and stays offered meanwhile', async () => {
    const { bring, step, until, looks } = open();
    bring.lookAgain();
    expect(step()).toBeNull();
    bring.look({ type: 'path', path: '/models/mine' });
    await until('offered');
    looks.push({ sameAs: 'mine' });
    bring.lookAgain();
    expect(step()).toMatchObject({ type: 'offered', offer: { sameAs: null } });
    await expect.poll(step).toMatchObject({ type: 'offered', offer: { sameAs: 'mine' } });

    // It was let go of before that was known.
    bring.lookAgain();
    bring.leave();
    bring.look({ type: 'path', path: '/models/bad' });
    await until('refused');
    expect(step()).toMatchObject({ name: 'bad' });
  });

  it('is told why it cannot be used, and another one is looked at in its place', async () => {
    const { bring, step, until } = open();
    bring.look({ type: 'path', path: '/models/bad' });
    await until('refused');
    expect(step()).toMatchObject({ name: 'bad', failure: { code: 'badModel' } });
    bring.look({ type: 'path', path: '/models/good' });
    await until('offered');
    bring.leave();
    expect(step()).toBeNull();
  });

  it('is gone when its copying is cancelled', async () => {
    const { bring, step, until, arrived } = open();
    bring.look({ type: 'path', path: '/models/mine' });
    await until('offered');
    expect(bring.cancel()).toBe(false);
    bring.take({ anyway: true });
    await expect.poll(() => step()).toMatchObject({ progress: { step: 'copying' } });
    expect(bring.cancel()).toBe(true);
    await until(undefined);
    expect(arrived).toEqual([]);
  });

  it('from a browser is sent first, and let go of once it is copied or not wanted', async () => {
    const { bring, until, ended, imports, end } = open();
    bring.look({ type: 'files', name: 'sent-one', files: [] });
    await until('offered');
    bring.leave();
    await expect.poll(() => ended).toEqual(['sent-one']);
    bring.look({ type: 'files', name: 'sent-two', files: [] });
    await until('offered');
    bring.take({ anyway: true });
    await until('coming');
    await expect.poll(() => imports).toEqual([{ path: '/sent/sent-two', loadsAnyway: true }]);
    end();
    await expect.poll(() => ended).toEqual(['sent-one', 'sent-two']);
  });

  it('from a browser stays when it is refused, for the same to be sent again, until it is left', async () => {
    let count = 0;
    const { bring, step, until, ended } = open(async ({ name }, { onBegun }) => {
      count += 1;
      onBegun(begin(`${name}-${count}`));
      return { sendId: `${name}-${count}`, path: `/sent/${name}` };
    });
    bring.look({ type: 'files', name: 'bad', files: [] });
    await until('refused');
    expect(kept).toEqual(['bad-1']);
    bring.look({ type: 'files', name: 'bad', files: [] });
    await until('refused');
    // The core had given what there was of it to the second one by then.
    expect([ended, kept]).toEqual([['bad-1'], ['bad-2']]);
    bring.look({ type: 'files', name: 'good', files: [] });
    await until('offered');
    expect(step()).toMatchObject({ isSent: true });
    bring.leave();
    await expect.poll(() => [ended, kept]).toEqual([['bad-1', 'bad-2', 'good-3'], []]);
  });

  it('from a browser is its page’s alone while it is offered, over another line too', async () => {
    const { bring, until, connect, close } = open();
    bring.look({ type: 'files', name: 'sent', files: [] });
    await until('offered');
    expect(kept).toEqual(['sent']);
    close();
    // The core lets go of it.
    release('sent');
    connect();
    await expect.poll(() => kept).toEqual(['sent']);
    bring.leave();
    await expect.poll(() => kept).toEqual([]);
    connect();
    await new Promise((next) => setTimeout(next, 20));
    expect(kept).toEqual([]);
  });

  it('ends being sent when that is cancelled, and nothing that was sent is kept', async () => {
    const { bring, step, until, ended } = open(untilAborted);
    bring.look({ type: 'files', name: 'slow', files: [] });
    expect(step()?.type).toBe('coming');
    expect(bring.cancel()).toBe(true);
    await until(undefined);
    await expect.poll(() => ended).toEqual(['slow']);
  });

  it('ends being sent without a word when another page has cancelled it', async () => {
    const { bring, until, ended } = open(async ({ name }, { onBegun }) => {
      onBegun(begin(name));
      throw new CoreError('sendingCancelled');
    });
    bring.look({ type: 'files', name: 'unwanted', files: [] });
    await until(undefined);
    await expect.poll(() => ended).toEqual(['unwanted']);
  });

  it('is kept where the line broke, also once that was read, for the same to be sent again', async () => {
    const { bring, step, until, ended } = open(async ({ name }, { onBegun }) => {
      onBegun(begin(name));
      throw new CoreError('closed');
    });
    bring.look({ type: 'files', name: 'cut-off', files: [] });
    await until('refused');
    expect(step()).toMatchObject({ failure: { code: 'closed' } });
    bring.leave();
    bring.look({ type: 'path', path: '/models/mine' });
    await until('offered');
    expect(ended).toEqual([]);
  });
});

describe('a model that needs more memory than there is', () => {
  const memory = { weightBytes: 8, cacheBytes: 1, neededBytes: 10, availableBytes: 9 };
  const told: SendFiles = async ({ name }, { onBegun, onForeseen }) => {
    onBegun(begin(name));
    await onForeseen?.(memory);
    return { sendId: name, path: `/sent/${name}` };
  };

  it('says so before its weights are sent, which they are once a person wants it all the same', async () => {
    const { bring, step, until } = open(told);
    bring.look({ type: 'files', name: 'large', files: [] });
    await until('short');
    expect(step()).toMatchObject({ name: 'large', memory });
    bring.take({ anyway: false });
    expect(step()?.type).toBe('short');
    bring.take({ anyway: true });
    await until('offered');
  });

  it('is not sent where nobody wants it, or another one is brought in its place', async () => {
    const { bring, step, until, ended } = open(told);
    bring.look({ type: 'files', name: 'large', files: [] });
    await until('short');
    bring.leave();
    expect(step()).toBeNull();
    await expect.poll(() => ended).toEqual(['large']);
    bring.look({ type: 'files', name: 'huge', files: [] });
    await until('short');
    bring.look({ type: 'path', path: '/models/mine' });
    await until('offered');
    expect(step()).toMatchObject({ name: 'mine' });
    expect(ended).toEqual(['large', 'huge']);
    expect(bring.cancel()).toBe(false);
  });

  it('is gone on with where the same is brought in its place: only then the one before is ended, and nobody’s until then', async () => {
    let count = 0;
    let answer = () => {};
    const each: SendFiles = async ({ name }, { onBegun, onForeseen, signal }) => {
      count += 1;
      const sendId = `${name}-${count}`;
      // The core compares what is there.
      if (count > 1) {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
      }
      onBegun(begin(sendId));
      signal.throwIfAborted();
      await onForeseen?.(memory);
      return { sendId, path: `/sent/${sendId}` };
    };
    const { bring, until, ended } = open(each);
    bring.look({ type: 'files', name: 'large', files: [] });
    await until('short');
    await expect.poll(() => kept).toEqual(['large-1']);
    bring.look({ type: 'files', name: 'large', files: [] });
    await until('coming');
    await expect.poll(() => kept).toEqual([]);
    await new Promise((next) => setTimeout(next, 20));
    expect(ended).toEqual([]);
    answer();
    await until('short');
    await expect.poll(() => [ended, kept]).toEqual([['large-1'], ['large-2']]);
    // Left before the core has said under which name it is sent.
    bring.look({ type: 'files', name: 'large', files: [] });
    bring.leave();
    answer();
    await expect.poll(() => [ended, kept]).toEqual([['large-1', 'large-2', 'large-3'], []]);
  });

  it('waits on while something else that comes is cancelled', async () => {
    const { bring, step, until, ended } = open(told);
    bring.look({ type: 'files', name: 'large', files: [] });
    await until('short');
    expect(bring.cancel()).toBe(false);
    await new Promise((next) => setTimeout(next, 20));
    expect([step()?.type, ended]).toEqual(['short', []]);
    bring.take({ anyway: true });
    await until('offered');
  });

  it('is sent at once where there is enough', async () => {
    const enough: SendFiles = (files, options) =>
      told(files, { ...options, onForeseen: async () => options.onForeseen?.({ ...memory, availableBytes: 10 }) });
    const { bring, until } = open(enough);
    bring.look({ type: 'files', name: 'small', files: [] });
    await until('offered');
  });
});

describe('a model that is sent while the one before is still looked at', () => {
  it('can be cancelled, also once that was looked at', async () => {
    let answer = () => {};
    const looked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const sendOrWait: SendFiles = (files, options) =>
      files.name === 'first' ? sendAll(files, options) : untilAborted(files, options);
    const { bring, step, until } = open(sendOrWait, looked);
    bring.look({ type: 'files', name: 'first', files: [] });
    await until('looking');
    bring.look({ type: 'files', name: 'second', files: [] });
    answer();
    await new Promise((next) => setTimeout(next, 20));
    expect(step()).toMatchObject({ type: 'coming', name: 'second' });
    expect(bring.cancel()).toBe(true);
    await until(undefined);
  });
});
