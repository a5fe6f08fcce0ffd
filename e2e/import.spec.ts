import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportPage } from './pages/import-page.ts';
import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';
import type { ElectronRun } from './shells/electron-shell.ts';

const folder = mkdtempSync(join(tmpdir(), 'palimpsest-import-'));

/** A file with one chat of two turns, of its own uids; `seed` tells them apart. */
function fileOf(seed: number, title: string, change: (line: object) => object = (line) => line) {
  const uid = (index: number) => (seed * 100 + index).toString(16).padStart(32, '0');
  const message = (index: number, text: string) => ({
    ...{
      type: 'message',
      uid: uid(index),
      parent: index === 1 ? null : index - 1,
      text,
      ids: [1],
      tokenizer: 'another',
    },
    ...{ role: index % 2 === 1 ? 'user' : 'assistant', state: 'done' },
    ...{ createdAtMs: 1_700_000_000_000, endedAtMs: 1_700_000_000_000 },
  });
  const lines = [
    { type: 'palimpsest', version: 1, madeBy: 'a test' },
    {
      ...{ type: 'chat', uid: uid(0), title, isTitleGiven: true, createdAtMs: 1_700_000_000_000 },
      ...{ updatedAtMs: Date.now(), shows: 4, settings: {} },
    },
    ...[
      message(1, 'My name is Ada.'),
      message(2, 'Hello, Ada.'),
      message(3, '你好'),
      message(4, 'I do not understand.'),
    ],
    { type: 'end', chats: 1, messages: 4 },
  ];
  const text = lines.map((line) => `${JSON.stringify(change(line))}\n`).join('');
  const name = `${title}.palimpsest`;
  const path = join(folder, name);
  writeFileSync(path, text);
  return { name, text, path };
}

test('a file that is chosen is asked about, imported once it is said so, and adds nothing a second time', async ({
  window,
  sharedRun,
}) => {
  const file = fileOf(1, 'Carried over');
  const opened = new ImportPage(sharedRun);
  await opened.choose(file.path);
  await expect(opened.step('asking')).toBeVisible();
  await expect(opened.dialog).toContainText('1 chat with 4 messages, from November 2023.');
  await expect(opened.button('Import')).toBeFocused();
  const chats = window.page.locator('[data-chat-id]', { hasText: 'Carried over' });
  await expect(chats).toHaveCount(0);
  await opened.button('Import').click();
  // It goes on beside the chat.
  await expect(opened.dialog).toHaveCount(0);
  await window.composer.click();
  await expect(window.composer).toBeFocused();
  await expect(opened.step('done')).toContainText('Added: 1 chat, 4 messages.');
  await expect(opened.body).toContainText('The tokens of 4 messages are of another model.');
  await opened.button('Close').click();
  await chats.locator('.chat-open').click();
  await expect(window.messages).toHaveCount(4);
  await expect(window.messages.last()).toContainText('I do not understand.');

  await opened.choose(file.path);
  await expect(opened.body).toContainText('1 chat is here already');
  await opened.button('Import').click();
  await expect(opened.step('done')).toHaveText('Nothing was added: all of it is here already.');
  await opened.button('Close').click();
  await expect(opened.body).toHaveCount(0);
});

test('a file that is dropped and damaged is refused with its line and field', async ({ window, sharedRun }) => {
  const opened = new ImportPage(sharedRun);
  const file = fileOf(2, 'Damaged', (line) =>
    'text' in line && line.text === '你好' ? { ...line, ids: ['x'] } : line,
  );
  await opened.drop(file.path);
  await expect(opened.step('refused')).toHaveText(
    'Line 5 is damaged: ids holds a value that it cannot have. Nothing was imported.',
  );
  await opened.button('Close').click();
  await expect(window.page.getByTestId('drop-place')).toHaveCount(0);
});

test('words that are dropped beside the message box go behind what stands in it, and nowhere behind a dialog', async ({
  window,
  sharedRun,
}) => {
  const opened = new ImportPage(sharedRun);
  await window.composer.fill('Already here.');
  await opened.dropWords('Two\r\nlines');
  await expect(window.composer).toHaveValue('Already here.\nTwo\nlines');
  await expect(window.composer).toBeFocused();
  await window.page.keyboard.press('ControlOrMeta+Z');
  await expect(window.composer).toHaveValue('Already here.');
  await opened.dropWords(`too long ${'x'.repeat(100_000)}`);
  await expect(window.tooLong).toBeVisible();
  await expect(window.composer).toHaveValue('Already here.');

  await window.replySettings.click();
  await expect(opened.dialog).toBeVisible();
  await opened.dropWords('Behind it');
  await window.page.keyboard.press('Escape');
  await expect(opened.dialog).toHaveCount(0);
  await expect(window.composer).toHaveValue('Already here.');
  await window.composer.fill('');
});

test('a file that is named at the start is asked about, and so is one of a second start', async ({ start, shell }) => {
  const first = fileOf(3, 'At the start');
  const run = await start([first.path]);
  const opened = new ImportPage(run);
  await expect(opened.step('asking')).toBeVisible();
  await expect(opened.dialog).toContainText('At the start.palimpsest');
  await opened.button('Cancel').click();
  await expect(opened.dialog).toHaveCount(0);
  const window = new MainWindow(run.page);
  await window.waitUntilReady();

  const second = fileOf(4, 'Of a second start');
  if (shell === 'electron') {
    await (run as ElectronRun).electron.evaluate(({ app }, openPath) => {
      app.emit('second-instance', {}, [], '', { openPath });
    }, second.path);
  } else {
    const { origin } = new URL(run.page.url());
    const token = await run.page.evaluate(() => sessionStorage.getItem('palimpsest-token'));
    // The same address but for its end would not be opened anew.
    await run.page.goto('about:blank');
    await run.page.goto(`${origin}/#${token}&open=${encodeURIComponent(second.path)}`);
  }
  await expect(opened.step('asking')).toBeVisible();
  await expect(opened.dialog).toContainText('Of a second start.palimpsest');
});
