import { MainWindow } from './pages/main-window.ts';
import { ModelsPage } from './pages/models-page.ts';
import { expect, test } from './shared-app.ts';

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

  await window.page.keyboard.press('Escape');
  await expect(models.place).toBeHidden();
  await expect(models.door).toBeFocused();
  await models.door.press('Enter');
  await models.back.click();
  await expect(models.door).toBeFocused();

  await models.door.press('Enter');
  await window.startNewChat();
  await expect(models.place).toBeHidden();
  await expect(window.composer).toBeFocused();
});

test('shows a form in the model’s very tokens with its price, and talks in it once it is taken', async ({ start }) => {
  const run = await start();
  const window = new MainWindow(run.page);
  const models = new ModelsPage(run);
  await window.waitUntilReady();
  await window.ask('Hello! My name is Ada.');
  const before = await window.readGauge();
  await models.open();
  await models.form('userAssistant').check();
  await expect(models.formPrice).toHaveAttribute('data-reread', /[1-9]\d+/);
  await expect(models.formPreview).toContainText('Assistant:');
  const opening = Number(await models.formPreview.getAttribute('data-opening'));
  expect(opening).toBeGreaterThan(0);

  await models.form('own').check();
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
});
