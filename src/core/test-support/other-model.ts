import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeRandomCheckpoint } from '../../engine/test-support/random-checkpoint.ts';

const bundled = resolve(import.meta.dirname, '../../../models/palimpsest-mini');

/** The window of the other model: half of the bundled one's. */
export const otherWindowTokens = 256;

/**
 * Writes a model that can be loaded beside the bundled one: random weights, a smaller window, and a tokenizer that knows a tenth of
 * the merges, so that the same words are other and more ids.
 */
export function writeOtherModel(folder: string): void {
  const config = { n_layer: 2, n_head: 2, n_embd: 16, vocab_size: 4_096, n_positions: otherWindowTokens };
  writeRandomCheckpoint(folder, { config: { ...config, bos_token_id: 4_095, eos_token_id: 4_095 }, seed: 3 });
  const tokenizer = JSON.parse(readFileSync(join(bundled, 'tokenizer.json'), 'utf8'));
  tokenizer.model.merges = tokenizer.model.merges.slice(0, tokenizer.model.merges.length / 10);
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
  copyFileSync(join(bundled, 'tokenizer_config.json'), join(folder, 'tokenizer_config.json'));
}
