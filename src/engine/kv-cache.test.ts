import * as fc from 'fast-check';
import type { Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CacheType, cacheValueBytes } from './cache-type.ts';
import type { GraphPurpose } from './graph/graph-purposes.ts';
import { HostRows } from './host-rows.ts';
import { KvCache } from './kv-cache.ts';
import type { Provider } from './provider.ts';
import type { CacheShape } from './row-store.ts';
import { onEveryProcessor } from './test-support/every-processor.ts';
import { rowIds, runIds } from './test-support/run-ids.ts';

const shape: CacheShape = { layerCount: 2, embeddingSize: 3, windowTokens: 300, valueType: 'float32' };

/** What is in a tensor on a device cannot be asked for. */
function bytesOf(tensor: Tensor): number {
  if (tensor.location === 'cpu') return (tensor.data as Float32Array).byteLength;
  return tensor.dims.reduce((product, size) => product * size, cacheValueBytes[tensor.type as CacheType]);
}

onEveryProcessor(({ kind, tries }) => {
  let provider: Provider;
  beforeAll(async () => {
    provider = await kind.open(kind.graphModes[0] as GraphPurpose, { threadCount: 1 });
  });
  afterAll(() => provider?.close());
  const open = () => new KvCache(shape, provider.openRows(shape));

  describe('a cache', () => {
    it('refuses positions it has not', async () => {
      const cache = open();
      expect(() => cache.rewindTo(1)).toThrow(RangeError);
      await expect(cache.fork(1)).rejects.toThrow(RangeError);
      expect(() => cache.append([1])).toThrow(RangeError);
      await expect(cache.reserve(301)).rejects.toThrow(RangeError);
    });

    it('counts the bytes of its tokens and of what is allocated', async () => {
      const cache = open();
      await runIds(cache, [1, 2, 3]);
      expect([cache.usedBytes, cache.heldBytes]).toEqual([3 * 2 * 2 * 3 * 4, 128 * 2 * 2 * 3 * 4]);
      expect([128, 129, 400].map((tokens) => cache.bytesToHold(tokens) / (2 * 2 * 3 * 4))).toEqual([128, 256, 300]);
      // The very tensors that a run reads are as large as is said: what is counted is what is allocated.
      const tensors = Object.values(cache.store.bind(0, 3).feeds);
      expect(tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0)).toBe(cache.usedBytes);
    });

    it('cannot be used when it was disposed', async () => {
      const cache = open();
      await runIds(cache, [1, 2, 3]);
      cache.dispose();
      expect([cache.ids, cache.heldBytes]).toEqual([[], 0]);
      await expect(runIds(cache, [1])).rejects.toThrow('disposed');
      await expect(cache.fork()).rejects.toThrow('disposed');
      expect(() => cache.dispose()).toThrow('disposed');
    });

    const ids = fc.array(fc.integer({ min: 1, max: 9999 }), { minLength: 1, maxLength: 60, size: 'max' });
    const step = fc.record({
      type: fc.constantFrom('append', 'append', 'rewind', 'fork', 'copy', 'dispose'),
      cache: fc.nat(),
      sixteenths: fc.integer({ min: 0, max: 16 }),
      ids,
    });

    it('and its forks are equal until they part, and each keeps its own rows then', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 24, size: 'max' }), async (steps) => {
          const all: { cache: KvCache; ids: number[] }[] = [{ cache: open(), ids: [] }];
          for (const { type, cache: which, sixteenths, ids: newIds } of steps) {
            const chosen = all[which % all.length] as (typeof all)[number];
            const length = Math.floor((chosen.ids.length * sixteenths) / 16);
            if (type === 'append' && chosen.ids.length + newIds.length <= shape.windowTokens) {
              await runIds(chosen.cache, newIds);
              chosen.ids.push(...newIds);
            } else if (type === 'rewind') {
              chosen.cache.rewindTo(length);
              chosen.ids.length = length;
            } else if (type === 'fork') {
              all.push({ cache: await chosen.cache.fork(length), ids: chosen.ids.slice(0, length) });
            } else if (type === 'copy') {
              // As a snapshot does: rows are read, and written to a store that may be another kind.
              const copy = new KvCache(shape, new HostRows(shape, 'concat'));
              await copy.reserve(chosen.ids.length);
              await copy.store.write(await chosen.cache.store.read(chosen.ids.length));
              copy.append(chosen.ids);
              all.push({ cache: copy, ids: [...chosen.ids] });
            } else if (type === 'dispose' && all.length > 1) {
              chosen.cache.dispose();
              all.splice(all.indexOf(chosen), 1);
            }
            for (const each of all) {
              expect(each.cache.ids).toEqual(each.ids);
              expect(await rowIds(each.cache)).toEqual(each.ids);
              expect(each.cache.rows.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(each.ids.length);
            }
          }
          for (const { cache } of all) cache.dispose();
        }),
        { numRuns: tries(60) },
      );
    });
  });
});
