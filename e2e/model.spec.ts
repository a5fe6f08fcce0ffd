import { cpSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../scripts/project.mjs';
import { writeRandomCheckpoint } from '../src/engine/test-support/random-checkpoint.ts';
import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

const bundled = join(projectRoot, 'models', 'palimpsest-mini');
const told = 'Hello! My name is Marlene.';

test('runs any other GPT-2 folder, with its own window and without its weights being known', async ({
  start,
  dataDir,
}) => {
  const modelDir = join(dataDir, 'another-gpt2');
  const config = { vocab_size: 4096, n_positions: 256, n_embd: 64, n_layer: 2, n_head: 2, activation_function: 'relu' };
  writeRandomCheckpoint(modelDir, { config, seed: 3, storedType: 'BF16', prefix: '' });
  cpSync(join(bundled, 'tokenizer.json'), join(modelDir, 'tokenizer.json'));

  const window = new MainWindow((await start(['--model', modelDir])).page);
  await window.waitUntilReady();
  await expect(window.gauge).toHaveAttribute('data-window', '256');
  // Without a generation_config.json the longest reply is a quarter of the window.
  await expect(window.gauge).toHaveAttribute('data-reserve', '64');
  await window.ask(told);
  await expect(window.receipts.last()).toHaveAttribute('data-prefilled', /[1-9]/);
  await expect(window.page.getByText('another-gpt2').first()).toBeVisible();
});

const unusable = [
  {
    what: 'cut short',
    words: /is cut short/,
    damage: (dir: string) => truncateSync(join(dir, 'model.safetensors'), 1_000_000),
  },
  {
    what: 'not a GPT-2',
    words: /llama/i,
    damage: (dir: string) => writeFileSync(join(dir, 'config.json'), '{"model_type":"llama"}'),
  },
];

for (const { what, words, damage } of unusable) {
  test(`refuses a model that is ${what}, and keeps what was said and what is typed`, async ({ start, dataDir }) => {
    const first = await start();
    const before = new MainWindow(first.page);
    await before.waitUntilReady();
    await before.beGreedy();
    const answer = await before.ask(told);
    await first.close();
    const modelDir = join(dataDir, 'unusable');
    mkdirSync(modelDir);
    cpSync(bundled, modelDir, { recursive: true });
    damage(modelDir);

    const second = await start(['--model', modelDir]);
    const refused = new MainWindow(second.page);
    await refused.waitForEngine('failed');
    await expect(second.page.getByRole('alert').filter({ hasText: words })).toBeVisible();
    await expect(refused.textOf(refused.messages)).toHaveText([told, answer]);
    await refused.write('What is my name?');
    // Nothing counts the words without a model; that they have reached the core shows when the page asks for them again.
    await second.page.reload();
    await expect(refused.composer).toHaveValue('What is my name?');
    await second.close();

    const again = new MainWindow((await start()).page);
    await again.waitUntilReady();
    await expect(again.composer).toHaveValue('What is my name?');
    await again.send.click();
    await expect(again.textOf(again.answers.last())).toContainText('Marlene');
  });
}

test('keeps what is said while no model can answer, and has it answered once there is one', async ({
  start,
  dataDir,
}) => {
  const modelDir = join(dataDir, 'cut-short');
  cpSync(bundled, modelDir, { recursive: true });
  truncateSync(join(modelDir, 'model.safetensors'), 1_000_000);
  const first = await start(['--model', modelDir]);
  const without = new MainWindow(first.page);
  await without.waitForEngine('failed');
  await without.writeAndCount(told);
  await without.send.click();
  await expect(without.lastAnswer('failed')).toContainText('is cut short');
  await expect(without.questions.last()).toContainText('not seen, since it has no answer');
  await first.close();

  const again = new MainWindow((await start()).page);
  await again.waitUntilReady();
  await again.beGreedy();
  await again.page.getByRole('button', { name: 'Try again' }).click();
  await expect(again.textOf(again.lastAnswer('done'))).toContainText('Marlene');
  await expect(again.questions).toHaveCount(1);
  await expect(again.questions.last()).toHaveAttribute('data-seen', 'true');
  await expect(again.questions.last()).not.toContainText('not seen');
});
