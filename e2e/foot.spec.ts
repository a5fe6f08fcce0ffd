import { expect, test } from './shared-app.ts';
import type { ElectronRun } from './shells/electron-shell.ts';

test('says what has left this computer: nothing, and who counts it', async ({ window, shell }) => {
  const requests = window.page.getByTestId('requests');
  await expect(requests).toHaveText(/^0 requests since the start/);
  await expect(requests).toHaveAttribute('data-sent', '0');

  await requests.hover();
  const tooltip = window.page.getByRole('tooltip');
  await expect(tooltip).toContainText(/Palimpsest has sent nothing to the network since \d\d:\d\d/);
  if (shell === 'browser') await expect(tooltip).toContainText('What this browser does by itself is not counted.');
});

test('tells apart what a window was refused', async ({ window, shell, sharedRun }) => {
  test.skip(shell === 'browser', 'a browser is not watched');
  const requests = window.page.getByTestId('requests');
  await expect(requests).toHaveAttribute('data-refused', /^\d+$/);
  const before = Number(await requests.getAttribute('data-refused'));

  const outcome = await (sharedRun as ElectronRun).electron.evaluate(async ({ BrowserWindow }) => {
    const other = new BrowserWindow({ show: false });
    const loaded = await other.loadURL('https://example.invalid/').catch((error: Error) => error.message);
    other.destroy();
    return loaded;
  });
  expect(outcome).toContain('ERR_BLOCKED_BY_CLIENT');
  await expect(requests).toHaveText(`0 requests since the start · ${before + 1} refused`);
  await expect(requests).toHaveAttribute('data-sent', '0');
});

test('says of a draft in another script that the model knows only English', async ({ window }) => {
  const line = window.page.getByTestId('other-script');
  await window.writeAndCount('What is my name?');
  await expect(line).toBeHidden();

  const { draft } = await window.writeAndCount('我叫什么名字？');
  await expect(line).toHaveText(`This model knows only English; ${draft} tokens for 7 characters.`);
  await expect(window.page.getByRole('status').filter({ hasText: /^This model knows only English\.$/ })).toHaveCount(1);

  await window.writeAndCount('My friend is called 王小明, and she lives in Bergen.');
  await expect(line).toBeHidden();
});
