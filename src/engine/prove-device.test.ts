import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCpuProvider } from './cpu-provider.ts';
import { importCheckpoint } from './graph/import-checkpoint.ts';
import { proveDevice } from './prove-device.ts';
import type { Provider } from './provider.ts';
import type { ProviderKind } from './provider-kind.ts';
import { openSession } from './session.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';
import { openTypedArrayDevice, TypedArrayMemory } from './test-support/typed-array-device.ts';
import { webgpu } from './webgpu-provider.ts';

const folder = temporaryFolder();
const modelDir = join(folder, 'model');
const prove = (kind: ProviderKind, from = modelDir) =>
  proveDevice({ modelDir: from, graphsDir: join(folder, 'graphs'), kind, threadCount: 1, onLog: () => {} });

beforeAll(() => {
  const config = { n_layer: 2, n_head: 2, n_embd: 16, vocab_size: 40, n_positions: 160 };
  writeRandomCheckpoint(modelDir, { config, seed: 5, spread: 0.5 });
});

/** A device whose memory a test can spoil. */
function device(memory: TypedArrayMemory, changes: Partial<Provider> = {}): ProviderKind {
  const open = async () => ({ ...openTypedArrayDevice(memory), mayBeAtFault: true, ...changes });
  return { ...webgpu, name: 'typed-arrays', open };
}

describe('a device', () => {
  it('that computes as the CPU does is proven, and measured', async () => {
    const memory = new TypedArrayMemory();
    const proof = await prove(device(memory));
    expect(proof.largestDifference).toBeLessThanOrEqual(2e-6);
    expect(proof.decodeTokensPerSecond).toBeGreaterThan(0);
    expect(proof.cpuTokensPerSecond).toBeGreaterThan(0);
    expect(memory.aliveCount).toBe(0);
  });

  it('is proven on a model whose window ends within the probe', async () => {
    const small = join(folder, 'small');
    const config = { n_layer: 1, n_head: 2, n_embd: 8, vocab_size: 12, n_positions: 9 };
    writeRandomCheckpoint(small, { config, seed: 2 });
    expect((await prove(device(new TypedArrayMemory()), small)).largestDifference).toBeLessThanOrEqual(2e-6);
  });

  const spoiled: readonly [string, (memory: TypedArrayMemory) => void][] = [
    [
      'rows it forks',
      (memory) => {
        const copy = memory.copy.bind(memory);
        memory.copy = async (from, to, rowCount) => {
          await copy(from, to, rowCount);
          // Not the first row: one that is not copied is noticed by itself.
          to.values.fill(0.5, to.width, rowCount * to.width);
        };
      },
    ],
    [
      'rows it reads back',
      (memory) => {
        const read = memory.read.bind(memory);
        memory.read = async (from, rowCount) => (await read(from, rowCount)).map((value) => value + 0.1);
      },
    ],
    [
      'rows it keeps in a buffer of their own',
      (memory) => {
        const view = memory.view.bind(memory);
        let views = 0;
        memory.view = (buffer, rowCount) => {
          const tensor = view(buffer, rowCount);
          // Of each layer's four, two are what a run reads.
          if (views++ % 4 < 2) (tensor.data as Float32Array).fill(1e4, 0, rowCount > 1 ? 16 : 0);
          return tensor;
        };
      },
    ],
  ];
  it.each(spoiled)('is refused for other numbers than the CPU: %s are wrong', async (_what, spoil) => {
    const memory = new TypedArrayMemory();
    spoil(memory);
    await expect(prove(device(memory))).rejects.toMatchObject({ code: 'deviceDiffers' });
  });

  it('is refused with what it said when it fails, or is full', async () => {
    const memory = new TypedArrayMemory();
    memory.buffersLeft = 6;
    await expect(prove(device(memory))).rejects.toMatchObject({
      code: 'deviceFailed',
      details: { device: 'typed-arrays', cause: expect.stringContaining('memory') },
    });
    const finish = () => Promise.reject(new Error('Failed to download data from buffer: [Device] is lost\n  at x'));
    const openRows: Provider['openRows'] = (shape) => {
      const rows = openTypedArrayDevice(new TypedArrayMemory()).openRows(shape);
      rows.fork = finish;
      return rows;
    };
    await expect(prove(device(new TypedArrayMemory(), { openRows }))).rejects.toMatchObject({
      details: { cause: 'Failed to download data from buffer: [Device] is lost' },
    });
  });

  it('is refused for other numbers than the CPU in its longest pieces only', async () => {
    const openRows: Provider['openRows'] = (shape) => {
      const rows = openTypedArrayDevice(new TypedArrayMemory()).openRows(shape);
      const bind = rows.bind.bind(rows);
      rows.bind = (pastCount, newCount) => {
        const bound = bind(pastCount, newCount);
        if (newCount > 64) for (const { data } of Object.values(bound.feeds)) (data as Float32Array).fill(1e4, 0, 16);
        return bound;
      };
      return rows;
    };
    await expect(prove(device(new TypedArrayMemory(), { openRows }))).rejects.toMatchObject({ code: 'deviceDiffers' });
  });

  it('is refused where it has no room for the caches of two whole windows beside the one that it works on', async () => {
    const memory = new TypedArrayMemory();
    const make = memory.make.bind(memory);
    // Of each cache's four buffers: enough for the probe's own, while it grows.
    memory.make = async (...given) => {
      if (memory.aliveCount >= 10) throw new RangeError('Failed to allocate memory for a buffer.');
      return make(...given);
    };
    await expect(prove(device(memory))).rejects.toMatchObject({ code: 'deviceFailed' });
    expect(memory.aliveCount).toBe(0);
  });

  it('that was proven at an earlier start is warmed up by a few short runs, and leaves nothing behind', async () => {
    const memory = new TypedArrayMemory();
    const pieces: number[] = [];
    const provider = openTypedArrayDevice(memory);
    const openRows: Provider['openRows'] = (shape) => {
      const rows = provider.openRows(shape);
      const bind = rows.bind.bind(rows);
      rows.bind = (pastCount, newCount) => {
        pieces.push(newCount);
        return bind(pastCount, newCount);
      };
      return rows;
    };
    const model = await importCheckpoint(modelDir, join(folder, 'graphs'), { purposes: ['device'] });
    const session = await openSession(model, { ...provider, openRows });
    expect(await webgpu.proves(session)).toBe(true);
    expect(pieces).toEqual([1, 1, 1, 1, 5, 16]);
    expect(memory.aliveCount).toBe(0);
    await session.close();
  });

  it('that is not there is told as that, before anything is read', async () => {
    const kind = { ...webgpu, open: () => Promise.reject(new Error('No supported adapters.')) };
    await expect(prove(kind, '/nowhere')).rejects.toMatchObject({
      code: 'deviceNotFound',
      details: { device: 'webgpu', cause: 'No supported adapters.' },
    });
  });

  it('is not blamed for a model that cannot be used', async () => {
    await expect(prove(device(new TypedArrayMemory()), '/nowhere')).rejects.toMatchObject({ code: 'badModel' });
    expect(openCpuProvider('inPlace', 1).mayBeAtFault).toBe(false);
  });
});
