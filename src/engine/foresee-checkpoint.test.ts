import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saying } from '../shared/test-support/saying.ts';
import { foreseeCheckpoint } from './foresee-checkpoint.ts';
import { lookAtCheckpoint } from './look-at-checkpoint.ts';

const bundled = join(import.meta.dirname, '../../models/palimpsest-mini');
const config = JSON.parse(readFileSync(join(bundled, 'config.json'), 'utf8'));

/** A folder with nothing but a configuration. */
function onlyConfig(change: object): string {
  const dir = mkdtempSync(join(tmpdir(), 'palimpsest-config-'));
  writeFileSync(join(dir, 'config.json'), JSON.stringify({ ...config, ...change }));
  return dir;
}

describe('what is foreseen of a checkpoint', () => {
  it('is what its weights then say', async () => {
    const [foreseen, found] = [
      await foreseeCheckpoint(onlyConfig({})),
      await lookAtCheckpoint(bundled, { hashes: false }),
    ];
    expect(foreseen.parameterCount).toBe(found.parameterCount);
    const { availableBytes: _, ...memory } = found.memory;
    expect(foreseen.memory).toMatchObject(memory);
    expect(foreseen.graphBytes).toBeLessThanOrEqual(found.graphBytes);
  });

  it('is as many parameters as GPT-2 has', async () => {
    const gpt2 = { n_layer: 12, n_head: 12, n_embd: 768, n_inner: null, vocab_size: 50_257, n_positions: 1_024 };
    const tied = await foreseeCheckpoint(onlyConfig(gpt2));
    expect(tied.parameterCount).toBe(124_439_808);
    expect(tied.graphBytes).toBe(4 * 124_439_808);
    const xl = await foreseeCheckpoint(onlyConfig({ ...gpt2, n_layer: 48, n_head: 25, n_embd: 1_600 }));
    expect(xl.parameterCount).toBe(1_557_611_200);
  });

  it('takes no longer for as many layers as nobody has', async () => {
    const { memory } = await foreseeCheckpoint(onlyConfig({ n_layer: 2 ** 31 }));
    expect(memory.neededBytes).toBeGreaterThan(1e12);
  });

  it('is nothing where the configuration cannot be run', async () => {
    const refused = (change: object) => expect(foreseeCheckpoint(onlyConfig(change))).rejects;
    await refused({ activation_function: 'swish' }).toEqual(saying('swish'));
    await refused({ model_type: 'bert' }).toEqual(saying('bert'));
    await refused({ n_head: 7 }).toEqual(saying('7'));
  });
});
