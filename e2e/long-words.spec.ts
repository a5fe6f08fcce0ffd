import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

test('lets a message have 100,000 characters, and loses nothing of a longer paste', async ({ window }) => {
  await window.write('Before. ');
  await window.composer.evaluate((box, characters) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'palimpsest '.repeat(characters / 11));
    (box as HTMLTextAreaElement).setSelectionRange(8, 8);
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, 2_500_003);
  await expect(window.tooLong).toContainText('characters too many: a message has at most 100,000.');
  await expect(window.composer).toHaveValue('Before. ');
  await window.tooLong.getByRole('button', { name: 'Keep the last part' }).click();
  await expect(window.tooLong).toHaveCount(0);
  const value = await window.composer.inputValue();
  expect(value).toHaveLength(100_000);
  expect(value.startsWith('Before. ')).toBe(true);
  await window.page.keyboard.press('Control+z');
  await expect(window.composer).toHaveValue('Before. ');
  await window.write('');
});

test('takes no more than that from a script, either, and offers the first part', async ({ window }) => {
  await window.composer.fill('word '.repeat(30_000));
  await expect(window.tooLong).toContainText('50,000 of 150,000 characters too many: a message has at most 100,000.');
  await expect(window.composer).toHaveValue('');
  await window.tooLong.getByRole('button', { name: 'Keep the first part' }).click();
  await expect(window.composer).toHaveValue('word '.repeat(20_000));
  await window.write('');
});

test('keeps a long draft whose page is reloaded or closed right after a key', async ({ start, shell }) => {
  const run = await start();
  const window = new MainWindow(run.page);
  await window.waitUntilReady();
  const long = 'word 語 '.repeat(8500);
  await window.write(long);
  await run.page.reload();
  await expect(window.composer).toHaveValue(/./);
  expect((await window.composer.inputValue()) === long).toBe(true);
  await window.waitUntilReady();
  await window.composer.evaluate(
    (box, text) => (box as HTMLTextAreaElement).setSelectionRange(text, text),
    long.length,
  );
  await window.composer.focus();
  await run.page.keyboard.insertText('last');
  // A person closes the page before the server; in the app both end by quitting it.
  if (shell === 'browser') await run.page.close();
  await run.close();
  const again = new MainWindow((await start()).page);
  await expect(again.composer).toHaveValue(/./);
  expect((await again.composer.inputValue()).slice(-12)).toBe(' word 語 last');
});
