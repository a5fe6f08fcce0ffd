import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { relativeDifference } from './append-probe.ts';
import { openCpuProvider } from './cpu-provider.ts';
import { importCheckpoint } from './graph/import-checkpoint.ts';
import { openSession } from './session.ts';
import { type RandomCheckpointOptions, writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { type ReferenceConfig, referenceLogits } from './test-support/reference-gpt2.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const shape = { n_layer: 2, n_head: 2, n_embd: 16, vocab_size: 50, n_positions: 24 };

interface Variant extends Omit<Partial<RandomCheckpointOptions>, 'config'> {
  readonly name: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

const variants: readonly Variant[] = [
  { name: 'as GPT-2 is' },
  { name: 'without the transformer. prefix', prefix: '' },
  { name: 'F16', storedType: 'F16' },
  { name: 'BF16', storedType: 'BF16' },
  { name: 'exact gelu', config: { activation_function: 'gelu' } },
  { name: 'relu', config: { activation_function: 'relu' } },
  { name: 'scores not scaled by head size', config: { scale_attn_weights: false } },
  { name: 'scores scaled by layer', config: { scale_attn_by_inverse_layer_idx: true, n_layer: 3 } },
  { name: 'inner size and epsilon', config: { n_inner: 40, layer_norm_epsilon: 0.01 } },
  { name: 'one head', config: { n_head: 1 } },
  { name: 'a head of its own', config: { tie_word_embeddings: false } },
  {
    name: 'tied, whatever head is stored',
    extraTensors: new Map([['lm_head.weight', [50, 16]]]),
  },
  {
    name: 'within a model that has a head for values beside it',
    prefix: 'pretrained_model.transformer.',
    config: { architectures: ['GPT2LMHeadModelWithValueHead'], tie_word_embeddings: false },
    extraTensors: new Map([['v_head.summary.weight', [1, 16]]]),
  },
  {
    name: 'within such a model, its tensors alone',
    prefix: 'pretrained_model.',
  },
  {
    name: 'with the mask buffers of old checkpoints',
    extraTensors: new Map([
      ['h.0.attn.bias', [1, 1, 24, 24]],
      ['h.0.attn.masked_bias', []],
    ]),
  },
  { name: 'weights large enough to lie outside the graph', config: { n_embd: 128, n_head: 4, n_layer: 1 } },
];

describe('logits of random checkpoints agree with a plain float64 GPT-2', () => {
  const folder = temporaryFolder();
  for (const [index, { name, config, ...options }] of variants.entries()) {
    it(name, async () => {
      const modelDir = join(folder, String(index));
      const fullConfig = { ...shape, ...config };
      const weights = new Map<string, Float32Array>();
      writeRandomCheckpoint(
        modelDir,
        { seed: index + 1, ...options, config: fullConfig },
        (tensorName, _shape, values) => weights.set(tensorName, values),
      );
      const ids = Array.from({ length: 11 }, (_, position) => (position * 17 + index) % shape.vocab_size);
      const expected = Float32Array.from(referenceLogits(fullConfig as ReferenceConfig, weights, ids));

      const model = await importCheckpoint(modelDir, join(folder, 'graphs'));
      for (const appendMode of ['inPlace', 'concat'] as const) {
        const session = await openSession(model, openCpuProvider(appendMode, 1));
        const cache = session.openCache();
        for (const piece of [ids.slice(0, 4), ids.slice(4, 5)]) await session.run(cache, piece, { logitsAt: 'none' });
        const logits = (await session.run(cache, ids.slice(5), { logitsAt: 'last' })).last;
        expect(relativeDifference(logits, expected)).toBeLessThanOrEqual(1e-4);
        await session.close();
      }
    });
  }
});
