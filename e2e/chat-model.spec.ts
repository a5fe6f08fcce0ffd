import { basename, join } from 'node:path';
import { writeOtherModel } from '../src/core/test-support/other-model.ts';
import { ChatModelOnPage } from './pages/chat-model.ts';
import { MainWindow } from './pages/main-window.ts';
import { ModelsPage } from './pages/models-page.ts';
import { expect, test } from './shared-app.ts';

const told = 'Hello! My name is Marlene.';

test('with one model shows nothing of which a chat goes on with', async ({ window }) => {
  const model = new ChatModelOnPage(window.page);
  await window.ask(told);
  await expect(model.door).toHaveCount(0);
  await expect(model.other).toHaveCount(0);
  await expect(model.receiptNames).toHaveCount(0);
});

test('a chat goes on with another model at the price that was shown, comes back, and no other answers in it unasked', async ({
  start,
  dataDir,
}) => {
  const modelDir = join(dataDir, 'another-gpt2');
  writeOtherModel(modelDir);
  const { page } = await start(['--model', modelDir]);
  const [window, model] = [new MainWindow(page), new ChatModelOnPage(page)];
  await window.waitUntilReady();
  await window.configure({ Greedy: true, 'Maximum reply': '8' });
  await window.ask(told);
  await expect(window.gauge).toHaveAttribute('data-window', '256');

  await model.askFor('palimpsest-mini');
  await expect(model.price).toHaveAttribute('data-window', '512');
  const price = await model.readPrice();
  await page.keyboard.press('Escape');
  await model.use('palimpsest-mini');
  await expect(window.gauge).toHaveAttribute('data-window', '512');
  await expect(window.gauge).toHaveAttribute('data-used', String(price.promptTokens));
  await window.ask('What is my name?');
  await expect(window.answers.last()).toContainText('palimpsest-mini');
  await expect(model.receiptNames).toHaveText(/^by palimpsest-mini/);
  const chatId = await window.openChatId();

  await window.startNewChat();
  await model.use(basename(modelDir));
  await window.openChatById(chatId);
  await expect(model.other).toContainText('This chat uses palimpsest-mini, and another-gpt2 is loaded.');
  await expect(model.price).toHaveAttribute('data-window', '256');
  await window.write('And then?');
  await window.send.click();
  await expect(page.getByText('Choose with which model it goes on')).toBeVisible();
  await expect(window.messages).toHaveCount(4);
  await expect(window.composer).toHaveValue('And then?');

  const again = await model.readPrice();
  await model.other.getByRole('button', { name: 'Go on with another-gpt2' }).click();
  await expect(model.other).toHaveCount(0);
  await expect(window.composer).toBeFocused();
  await expect(window.gauge).toHaveAttribute('data-used', String(again.promptTokens));
  await window.sendDraft();
  await expect(window.answers.last()).toContainText('another-gpt2');
});

test('can be said yes to once its price is told, by a button that stays where it is from then on', async ({
  start,
  dataDir,
}) => {
  const modelDir = join(dataDir, 'another-gpt2');
  writeOtherModel(modelDir);
  const run = await start(['--model', modelDir]);
  const [window, models] = [new MainWindow(run.page), new ModelsPage(run)];
  await window.waitUntilReady();
  await window.configure({ Greedy: true, 'Maximum reply': '8' });
  await window.ask(told);
  await models.open();
  const seen = await models.watchUse('palimpsest-mini');
  expect(seen[0]).toEqual({ isPriced: false, canBePressed: false, top: expect.any(Number) });
  const priced = seen.filter(({ isPriced }) => isPriced);
  expect(new Set(priced.map(({ top }) => top)).size).toBe(1);
  expect(seen.filter(({ canBePressed }) => canBePressed)).toEqual(priced);
});
