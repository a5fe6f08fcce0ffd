import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../scripts/project.mjs';
import { writeRandomCheckpoint } from '../src/engine/test-support/random-checkpoint.ts';
import { isSoftwareAdapterExpected, offerSoftwareAdapter } from '../src/engine/test-support/software-adapter.ts';
import { ModelsPage } from './pages/models-page.ts';
import { expect, test } from './shared-app.ts';

// Shaders are compiled by the software adapter on whatever processors there are.
const patience = { timeout: 150_000 };

/** The folder of a GPT-2 as small as one can be that knows the bundled one's words. */
function writeTinyModel(folder: string): string {
  const config = { n_layer: 1, n_head: 2, n_embd: 16, vocab_size: 4_096, n_positions: 128 };
  writeRandomCheckpoint(folder, { config, seed: 3 });
  cpSync(join(projectRoot, 'models/palimpsest-mini/tokenizer.json'), join(folder, 'tokenizer.json'));
  return folder;
}

test('proves a device in the shell’s own processes, where there is an adapter', { tag: '@alone' }, async ({
  start,
  dataDir,
}) => {
  const env = { ...process.env };
  offerSoftwareAdapter(env);
  test.skip(!isSoftwareAdapterExpected(env), 'There is no software adapter here.');
  test.setTimeout(180_000);
  const modelDir = writeTinyModel(join(dataDir, 'tiny'));
  const models = new ModelsPage(await start(['--model', modelDir, '--device', 'webgpu'], env));
  await models.open();
  // Refused, or not found, it says why.
  await expect(models.device('webgpu')).toHaveAttribute('data-trial', /proven|refused|notFound/, patience);
  await expect(models.device('webgpu')).toContainText('The same numbers as the CPU');
});
