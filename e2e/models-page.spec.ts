import { cpSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../scripts/project.mjs';
import { openLocalHub } from '../src/core/test-support/local-hub.ts';
import { writeRandomCheckpoint } from '../src/engine/test-support/random-checkpoint.ts';
import { ChatModelOnPage } from './pages/chat-model.ts';
import { ImportPage } from './pages/import-page.ts';
import { MainWindow } from './pages/main-window.ts';
import { ModelsPage } from './pages/models-page.ts';
import { Palette } from './pages/palette.ts';
import { expect, test } from './shared-app.ts';

const bundled = join(projectRoot, 'models', 'palimpsest-mini');

/** The folder of a GPT-2 that can speak, if only nonsense. */
function writeModel(folder: string): string {
  const config = { vocab_size: 4096, n_positions: 256, n_embd: 16, n_layer: 2, n_head: 2, activation_function: 'relu' };
  writeRandomCheckpoint(folder, { config, seed: 3, storedType: 'BF16', prefix: '' });
  cpSync(join(bundled, 'tokenizer.json'), join(folder, 'tokenizer.json'));
  return folder;
}

test('has a place of its own, with the model’s name as its door and ways back to where one was', async ({
  window,
  sharedRun,
}) => {
  const models = new ModelsPage(sharedRun);
  await expect(models.door).toHaveText('palimpsest-mini');
  await models.door.focus();
  await models.door.press('Enter');

  await expect(models.place.getByRole('heading', { level: 1, name: 'Models' })).toBeFocused();
  await expect(window.composer).toBeHidden();
  const card = models.row('palimpsest-mini');
  await expect(card).toHaveAttribute('data-active', 'true');
  await expect(card).toHaveAttribute('data-precision', 'fp32');
  await expect(card).toHaveAttribute('data-device', 'cpu');
  for (const words of [
    'small talk',
    /512 tokens\s*about 390 words, 1 page/,
    /full precision \(fp32\)\s*[\d,]{7,} parameters/,
    /Languages\s*English/,
    /Licence\s*MIT/,
    'cannot be removed',
  ]) {
    await expect(card).toContainText(words);
  }

  await expect(models.device('cpu')).toHaveAttribute('data-used', 'true');
  // Another one is found and said why it is not used, or not found.
  await expect(models.device('webgpu')).toHaveAttribute('data-used', 'false');
  // The CPU is measured along with it.
  await expect(models.device('cpu').getByTestId('device-measure')).toHaveCount(0);
  await expect(models.device('webgpu').getByRole('button', { name: /^Measure the GPU/ })).toBeVisible();
  await models.place.getByRole('button', { name: 'Bring one' }).click();
  await expect(models.place.getByRole('heading', { name: 'Bring one' })).toBeFocused();

  await window.page.keyboard.press('Escape');
  await expect(models.place).toBeHidden();
  await expect(models.door).toBeFocused();
  await models.door.press('Enter');
  await models.back.click();
  await expect(models.door).toBeFocused();

  const palette = new Palette(window.page);
  await palette.openByKey();
  await palette.box.fill('model');
  await window.page.getByRole('option', { name: 'Models' }).click();
  await expect(models.place).toBeVisible();
  await window.startNewChat();
  await expect(models.place).toBeHidden();
  await expect(window.composer).toBeFocused();
});

test('takes a folder into the library, which is talked to, left for the built-in model, and removed', async ({
  window,
  sharedRun,
  dataDir,
  shell,
}) => {
  const folder = writeModel(join(dataDir, 'my-gpt2'));
  const models = new ModelsPage(sharedRun);
  const chatModel = new ChatModelOnPage(window.page);
  await window.ask('Hello!');
  await models.open();
  if (shell === 'browser') await models.sendFolder(folder);
  else await models.lookInto(folder);
  await expect(models.bringStep('offered')).toContainText(/256 tokens/);
  await models.bringImport.click();
  const card = models.row('my-gpt2');
  await expect(card).toBeFocused();
  await expect(card).toHaveAttribute('data-active', 'false');
  for (const words of [/256 tokens\s*about 200 words, under a page/, /Size\s*[\d.]+ kB/, /Licence\s*not known/]) {
    await expect(card).toContainText(words);
  }

  // Escape leaves the question, and not the page.
  const use = card.getByTestId('model-use');
  await use.press('Enter');
  await expect(models.useHere).toBeFocused();
  await window.page.keyboard.press('Escape');
  await expect(use).toBeFocused();
  await models.use('my-gpt2');
  await expect(card).toHaveAttribute('data-active', 'true');
  await expect(models.done).toHaveText('my-gpt2 is in use.');
  await expect(card).toBeFocused();
  await expect(card).toContainText(/full precision \(fp32\)/);
  await models.back.click();
  await window.waitUntilReady();
  await expect(window.gauge).toHaveAttribute('data-window', '256');
  await window.ask('What is my name?');
  await expect(window.receipts.last()).toHaveAttribute('data-decoded', /[1-9]/);
  // Said where it is another one than before.
  await expect(chatModel.receiptNames).toHaveText(/^by my-gpt2 \(CPU, fp32\)/);
  await expect(window.receipts.last()).toContainText('by my-gpt2');

  await models.open();
  await expect(card).toContainText(/Speed here\s*[\d,.]+ tokens a second\s*on the CPU/);
  await card.getByTestId('model-check').click();
  await expect(models.checkOf('my-gpt2')).toHaveText('All of its files are as they came.');
  await expect(models.row('palimpsest-mini').getByTestId('model-remove')).toHaveCount(0);
  await models.use('palimpsest-mini');
  await expect(models.active).toHaveAttribute('data-name', 'palimpsest-mini');
  await expect(models.done).toHaveText('palimpsest-mini is in use.');
  await card.getByTestId('model-remove').click();
  await expect(models.chatsWithout).toHaveText('No chat goes on with it.');
  await models.removeYes.click();
  await expect(models.rows).toHaveCount(1);
  await expect(models.done).toHaveText('my-gpt2 was removed.');
  await models.back.click();
  await expect(window.gauge).toHaveAttribute('data-window', '512');
  await expect(window.textOf(window.messages).first()).toHaveText('Hello!');
});

test('sends a folder, which is cancelled in the middle, leaves nothing, and is sent anew', async ({
  start,
  dataDir,
  shell,
}) => {
  test.skip(shell === 'electron', 'its folders are read where they lie');
  const folder = writeModel(join(dataDir, 'on-its-way'));
  const run = await start();
  const models = new ModelsPage(run);
  await new MainWindow(run.page).waitUntilReady();
  await models.open();
  const isOfWeights = (headers: Readonly<Record<string, string>>) =>
    headers['x-palimpsest-name'] === 'model.safetensors';
  // The weights do not get on their way.
  await run.page.route('**/model-file', async (route, request) => {
    if (!isOfWeights(request.headers())) await route.continue();
  });
  const held = run.page.waitForRequest((request) => isOfWeights(request.headers()));
  await models.sendFolder(folder);
  await held;
  await expect(models.arriving).toContainText('on-its-way is coming');
  const sent = () => readdirSync(join(dataDir, 'models', '.sent')).length;
  expect(sent()).toBe(1);
  await models.cancelArriving.click();
  await expect(models.arriving).toBeHidden();
  await expect.poll(sent).toBe(0);
  await expect(models.bring).toBeHidden();
  await run.page.unroute('**/model-file');
  await models.sendFolder(folder);
  await expect(models.bringStep('offered')).toContainText('have come from your browser');

  // Another page brings the same meanwhile.
  const there = new ModelsPage({ ...run, page: await run.openPage() });
  await there.open();
  await there.lookInto(folder);
  await expect(there.bringStep('offered')).toBeVisible();
  await there.bringImport.click();
  await expect(models.bringStep('offered')).toContainText('are here already, as on-its-way');
  await expect(models.bringImport).toBeDisabled();
});

test('says why a folder cannot be used, and takes nothing of it', async ({ window, sharedRun, dataDir }) => {
  const folder = writeModel(join(dataDir, 'cut-short'));
  truncateSync(join(folder, 'model.safetensors'), 100_000);
  const models = new ModelsPage(sharedRun);
  await models.open();
  await models.lookInto(folder);
  await expect(models.bringStep('refused').getByRole('alert')).toContainText('is cut short');
  await window.page.getByTestId('bring-close').click();
  await expect(models.bring).toBeHidden();
  await expect(models.rows).toHaveCount(1);
});

test('names what is dropped of another program, and takes the weights of files that are dropped together', async ({
  window,
  sharedRun,
  dataDir,
}) => {
  const [models, opened] = [new ModelsPage(sharedRun), new ImportPage(sharedRun)];
  const folder = writeModel(join(dataDir, 'dropped'));
  const dropped = (...names: string[]) => opened.drop(...names.map((name) => join(folder, name)));
  writeFileSync(join(folder, 'model.GGUF'), 'GGUF');
  await dropped('model.GGUF');
  await expect(models.bringStep('refused')).toContainText('are another program’s (model.GGUF)');
  await window.page.getByTestId('bring-close').click();

  renameSync(join(folder, 'model.safetensors'), join(folder, 'tuned.safetensors'));
  // What else lies in their folder is not what was meant.
  writeFileSync(join(folder, 'model.safetensors'), 'cut short');
  await dropped('config.json', 'tokenizer.json', 'tuned.safetensors');
  await expect(models.bringStep('offered')).toContainText(/256 tokens/);
  await window.page.getByTestId('bring-close').click();
  await models.back.click();
  await expect(window.composer).toBeVisible();
});

test('shows a form in the model’s very tokens with its price, and talks in it once it is taken', async ({
  window,
  sharedRun,
}) => {
  const models = new ModelsPage(sharedRun);
  await window.ask('Hello! My name is Ada.');
  const before = await window.readGauge();
  await models.open();
  await models.form('userAssistant').check();
  await expect(models.formPrice).toHaveAttribute('data-reread', /[1-9]\d+/);
  await expect(models.formPreview).toContainText('Assistant:');
  const opening = Number(await models.formPreview.getAttribute('data-opening'));
  expect(opening).toBeGreaterThan(0);

  await models.form('own').check();
  // As a person types it: a sign at a time.
  const stopTexts = models.place.getByRole('textbox', { name: 'Texts that end an answer' });
  await stopTexts.pressSequentially('\\nMe:');
  await expect(stopTexts).toHaveValue('\\nMe:');
  await models.place.getByRole('textbox', { name: 'Each turn' }).fill('Me: {user}');
  await expect(models.formPreview.getByRole('alert')).toContainText('{answer}');
  await expect(models.takeForm).toBeDisabled();

  await models.form('userAssistant').check();
  await models.takeForm.click();
  await expect(models.takeForm).toBeHidden();
  await models.back.click();
  await expect.poll(async () => (await window.readGauge()).used).toBeGreaterThan(before.used + opening);
  await window.ask('What is my name?');
  await expect(window.receipts.last()).toHaveAttribute('data-decoded', /[1-9]/);
  await models.open();
  await models.usualForm.click();
  await expect(models.formPrice).toHaveText('“Turns by end mark” is used from now on.');
});

test('fetches a model from a hub by its name, goes on where it was cancelled, and asks nothing before', async ({
  start,
  dataDir,
}) => {
  const folder = writeModel(join(dataDir, 'far-away'));
  const names = ['config.json', 'tokenizer.json', 'model.safetensors'];
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
  const weights = files['model.safetensors'] as Buffer;
  const hub = await openLocalHub();
  hub.repositories.set('somebody/tiny-gpt2', { commit: 'c'.repeat(40), files });
  // Half of the weights come, and nothing more.
  hub.trouble = (request, response) => {
    if (!request.url?.endsWith('model.safetensors')) return false;
    response.writeHead(200, { 'content-length': weights.length, 'accept-ranges': 'bytes' });
    response.write(weights.subarray(0, weights.length / 2));
    return true;
  };
  try {
    const run = await start();
    const models = new ModelsPage(run);
    await new MainWindow(run.page).waitUntilReady();
    await models.open();
    await models.setHubAddress(hub.address);
    await expect(models.place).toContainText(`Looking one up asks ${hub.address}`);
    expect(hub.asked).toEqual([]);

    await models.lookUp('somebody/tiny-gpt2');
    for (const words of ['model.safetensors', 'SHA-256', 'git blob', 'the hub’s own word']) {
      await expect(models.hubStep('found')).toContainText(words);
    }
    expect(hub.asked).toHaveLength(1);
    await models.hubDownload.click();
    await expect(models.arriving).toContainText(/\d+(\.\d+)? [kM]B of/);
    const share = () => models.arriving.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value);
    const totalBytes = Object.values(files).reduce((sum, { length }) => sum + length, 0);
    await expect.poll(share).toBeGreaterThan(1 - (0.55 * weights.length) / totalBytes);
    await models.cancelArriving.click();
    await expect(models.arriving).toBeHidden();

    hub.trouble = () => false;
    await expect(models.hubDownload).toContainText('Go on');
    await models.hubDownload.click();
    await expect(models.row('somebody/tiny-gpt2')).toBeFocused();
    expect(hub.asked.at(-1)).toMatch(/model\.safetensors bytes=[1-9]\d*-/);
    await expect(models.row('somebody/tiny-gpt2')).toContainText('at ccccccc');

    // The oldest ones have no owner in their names.
    hub.repositories.set('gpt2', { commit: 'd'.repeat(40), files });
    await models.lookUp('gpt2');
    await expect(models.hubStep('found').getByRole('heading', { name: 'gpt2', exact: true })).toBeVisible();
  } finally {
    await hub.close();
  }
});
