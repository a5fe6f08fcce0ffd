import { describe, expect, it } from 'vitest';
import { openClient } from '../../../shared/client.ts';
import { type AppContract, contract } from '../../../shared/contract.ts';
import { openMemoryPipes } from '../../../shared/memory-pipe.ts';
import type { CheckEnd } from '../../../shared/models-view.ts';
import { serve } from '../../../shared/serve.ts';
import { CoreError, type Handlers } from '../../../shared/wire.ts';
import { openCoreLink } from './core-link.ts';
import { openModelChecks } from './model-checks.ts';

/** A core that checks until it is told how that ends. */
function open() {
  const asked: string[] = [];
  let end: (end: CheckEnd | CoreError) => void = () => {};
  const handlers = {
    'models.verify': ({ modelId }: { modelId: string }) => {
      asked.push(modelId);
      return new Promise<CheckEnd>((resolve, reject) => {
        end = (told) => (told instanceof CoreError ? reject(told) : resolve(told));
      });
    },
    'models.cancelVerify': () => end('cancelled'),
  } as unknown as Handlers<AppContract>;
  const [pageEnd, coreEnd] = openMemoryPipes();
  serve(coreEnd, contract, handlers);
  const core = openCoreLink();
  core.use(openClient<AppContract>(pageEnd));
  const checks = openModelChecks(core);
  const until = (type: string | undefined) => expect.poll(() => checks.state.get().mine?.type).toBe(type);
  return { checks, asked, until, end: (told: CheckEnd | CoreError) => end(told) };
}

describe('the check of a model', () => {
  it('is told as it goes and as it ends, and is one at a time', async () => {
    const { checks, asked, until, end } = open();
    checks.start('mine');
    checks.start('mine');
    expect(checks.state.get().mine?.type).toBe('checking');
    await expect.poll(() => asked).toEqual(['mine']);
    end('whole');
    await until('whole');
    checks.forget('mine');
    expect(checks.state.get().mine).toBeUndefined();
  });

  it('that was cancelled says nothing of the files', async () => {
    const { checks, asked, until } = open();
    checks.start('mine');
    await expect.poll(() => asked).toHaveLength(1);
    checks.cancel('mine');
    await until(undefined);
  });

  it('that is forgotten while it goes on says nothing any more, also not of another model under the same name', async () => {
    const { checks, asked, until, end } = open();
    checks.start('mine');
    await expect.poll(() => asked).toHaveLength(1);
    const endOld = end;
    checks.forget('mine');
    endOld('whole');
    checks.start('other');
    await expect.poll(() => asked).toHaveLength(2);
    end('whole');
    await expect.poll(() => checks.state.get().other?.type).toBe('whole');
    expect(checks.state.get().mine).toBeUndefined();
    checks.keepOnly(['mine']);
    expect(checks.state.get().other).toBeUndefined();
    checks.start('mine');
    await expect.poll(() => asked).toHaveLength(3);
    end('whole');
    await until('whole');
  });

  it('says what has changed', async () => {
    const { checks, asked, until, end } = open();
    checks.start('mine');
    await expect.poll(() => asked).toHaveLength(1);
    end(new CoreError('badModel', { reason: 'wrongHash', file: 'config.json' }));
    await until('failed');
    expect(checks.state.get().mine).toMatchObject({ failure: { details: { file: 'config.json' } } });
  });
});
