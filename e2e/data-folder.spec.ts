import { existsSync, renameSync } from 'node:fs';
import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

test('notices that its folder was moved before words are told as safe, and goes on when it is back', {
  tag: '@alone',
}, async ({ start, dataDir }) => {
  const run = await start();
  const window = new MainWindow(run.page);
  await window.waitUntilReady();
  await window.beGreedy();
  await window.ask('Hello! My name is Marlene.');
  const elsewhere = `${dataDir}-moved`;
  renameSync(dataDir, elsewhere);

  await window.write('What is my name?');
  await expect(window.page.getByTestId('draft-not-kept')).toContainText('moved, removed or replaced');
  await window.send.click();
  await expect(window.page.getByText('moved, removed or replaced').first()).toBeVisible();
  await expect(window.composer).toHaveValue('What is my name?');
  await expect(window.messages).toHaveCount(2);
  expect(existsSync(dataDir)).toBe(false);

  renameSync(elsewhere, dataDir);
  await expect(window.page.getByTestId('draft-not-kept')).toHaveCount(0);
  await window.sendDraft();
  await expect(window.messages).toHaveCount(4);
  expect(await window.textOf(window.answers.last()).textContent()).toContain('Marlene');
});
