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
