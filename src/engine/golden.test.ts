import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { relativeDifference } from './append-probe.ts';
import { openCpuProvider } from './cpu-provider.ts';
import { importCheckpoint } from './graph/import-checkpoint.ts';
import type { KvCache } from './kv-cache.ts';
import type { Provider } from './provider.ts';
import { openSession } from './session.ts';
import { hasWebgpu, patience } from './test-support/every-processor.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';
import { openTypedArrayDevice, TypedArrayMemory } from './test-support/typed-array-device.ts';
import { openWebgpuProvider } from './webgpu-provider.ts';

const providers: Readonly<Record<string, () => Provider | Promise<Provider>>> = {
  'the CPU, in place': () => openCpuProvider('inPlace', 2),
  'the CPU, joined': () => openCpuProvider('concat', 2),
  'the device graph on the CPU': () => openTypedArrayDevice(new TypedArrayMemory()),
  webgpu: () => openWebgpuProvider('device', 1),
};
const goldenDir = join(import.meta.dirname, '../../../shared/golden');
const folders = existsSync(goldenDir)
  ? readdirSync(goldenDir).filter((name) => existsSync(join(goldenDir, name, 'golden.json')))
  : [];

describe.skipIf(folders.length === 0)('golden checkpoints (../shared/golden, where it is there)', () => {
  const graphsDir = temporaryFolder();

  for (const folder of folders) {
    for (const [name, open] of Object.entries(providers)) {
      it.skipIf(name === 'webgpu' && !hasWebgpu)(
        `${folder} gives the reference's logits (${name})`,
        patience,
        async () => {
          const modelDir = join(goldenDir, folder);
          const provider = await open();
          const model = await importCheckpoint(modelDir, graphsDir, { purposes: [provider.graphMode] });
          const session = await openSession(model, provider);
          const caches: KvCache[] = [];
          const openCache = () => {
            const cache = session.openCache();
            caches.push(cache);
            return cache;
          };
          const lists = JSON.parse(readFileSync(join(modelDir, 'tokens.json'), 'utf8')) as number[][];
          for (const [index, ids] of lists.entries()) {
            const bytes = readFileSync(join(modelDir, `logits-${index}.f32`));
            const expected = new Float32Array(new Uint8Array(bytes).buffer);
            const whole = (await session.run(openCache(), ids, { logitsAt: 'last' })).last;
            expect(relativeDifference(whole, expected)).toBeLessThanOrEqual(1e-4);

            const cache = openCache();
            if (ids.length > 1) await session.run(cache, ids.slice(0, -1), { logitsAt: 'none' });
            const stepped = (await session.run(cache, ids.slice(-1), { logitsAt: 'last' })).last;
            expect(relativeDifference(stepped, expected)).toBeLessThanOrEqual(1e-4);
          }
          for (const cache of caches) cache.dispose();
          await session.close();
          await provider.close();
        },
      );
    }
  }
});
