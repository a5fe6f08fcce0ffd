import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Frame, Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { openFormats } from '../src/shared/words/formats.ts';
import { ExportPage, isElectron } from './pages/export-page.ts';
import { expect, test } from './shared-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'palimpsest-export-e2e-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hostile = '</script><img src=x onerror="document.title=1"> # *Ada* ```';

test('a chat is seen before it is written, and its words are words in the preview and in the page that is written', async ({
  window,
  sharedRun,
}) => {
  const failures: string[] = [];
  sharedRun.page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
  await window.beGreedy();
  const answer = await window.ask(hostile);
  const exporting = new ExportPage(sharedRun);
  await exporting.open();
  await expect(exporting.counts).toHaveText('1 chat, 2 messages');
  await exporting.choose('Web page');
  await expect(exporting.preview).toHaveJSProperty('localName', 'iframe');
  await expect(exporting.preview).toHaveAttribute('sandbox', '');
  const frame = await exporting.previewFrame();
  await expect(frame.locator('.said')).toHaveText([hostile, answer]);
  // Its own style is the only one that the page's policy lets in.
  await expect(frame.locator('.you .said')).toHaveCSS('white-space', 'pre-wrap');

  const path = await exporting.write(folder);
  expect(basename(path)).toMatch(/^\d{4}-\d\d-\d\d script img src=x.*\.html$/);
  const read = await exporting.read(path);
  expect(read.said).toEqual([hostile, answer]);
  expect(read.tags).not.toContain('img');
  expect(read.tags).not.toContain('script');
  expect(read.policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
  await expect(exporting.body).toHaveAttribute('data-run', 'done');
  if (isElectron(sharedRun)) await expect(exporting.button('Show in folder')).toBeVisible();
  await sharedRun.page.keyboard.press('Escape');
  await expect(exporting.dialog).toHaveCount(0);
  // The menu reaches the page as before.
  await exporting.open();
  await exporting.button('Cancel').click();
  expect(failures).toEqual([]);
});

test('a replay is played before it is written, where it can do nothing else, and its source is copied', async ({
  window,
  sharedRun,
}) => {
  const failures: string[] = [];
  sharedRun.page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
  await window.ask(hostile);
  await window.ask('Hello!');
  const exporting = new ExportPage(sharedRun);
  await exporting.open();
  await exporting.choose('Replay');
  await expect(exporting.preview).toHaveAttribute('sandbox', 'allow-scripts');
  const frame = await exporting.previewFrame();
  const turns = frame.getByTestId('turn').and(frame.locator(':visible'));
  await expect(turns).toHaveCount(1);
  await expect(turns.getByTestId('message-text').first()).toHaveText(hostile);
  // Its own style is let in as well.
  await expect(frame.locator('.dock')).toHaveCSS('border-top-style', 'solid');
  const position = frame.getByRole('slider');
  await position.focus();
  await position.press('End');
  await expect(turns).toHaveCount(2);
  await expect(frame.getByTestId('receipt')).toHaveCount(2);
  // The way out is Tab, to what closes the dialog, or Escape, which the player hands out of its frame.
  const cancel = exporting.button('Cancel');
  const isOut = () => cancel.evaluate((button) => button === document.activeElement);
  const focusIn = (document: Page | Frame) =>
    document.evaluate(() => [...globalThis.document.querySelectorAll('*')].findIndex((each) => each.matches(':focus')));
  const place = () => Promise.all([focusIn(window.page), focusIn(frame)]);
  for (let presses = 0; presses < 10 && !(await isOut()); presses++) {
    const before = await place();
    await window.page.keyboard.press('Tab');
    // From one document to the other it takes a moment.
    await expect.poll(place).not.toEqual(before);
  }
  await expect(cancel).toBeFocused();
  await expect(exporting.button('Copy')).toBeVisible();
  await exporting.choose('All chats');
  await expect(exporting.button('Copy')).toHaveCount(0);
  await exporting.choose('Plain text');
  await expect(exporting.preview).toHaveJSProperty('localName', 'section');
  await expect(exporting.button('Copy')).toBeVisible();
  await exporting.choose('This chat');
  await exporting.choose('Replay');
  await expect(exporting.preview).toHaveAttribute('sandbox', 'allow-scripts');
  await (await exporting.previewFrame()).getByRole('button', { name: 'Step' }).press('Escape');
  await expect(exporting.dialog).toHaveCount(0);
  expect(failures).toEqual([]);
});

test('several chats are chosen and come together, a file each', async ({ window, sharedRun }) => {
  await window.ask('The first of two.');
  await window.startNewChat();
  await window.ask('The second of two.');
  const exporting = new ExportPage(sharedRun);
  await exporting.open();
  await exporting.choose('Plain text');
  await exporting.choose('Chosen chats');
  await exporting.tick('The first of two.');
  await expect(exporting.counts).toHaveText('2 chats, 4 messages');
  const path = await exporting.write(folder);
  const names = isElectron(sharedRun) ? readdirSync(path) : Object.keys(unzipSync(new Uint8Array(readFileSync(path))));
  expect(names.map((name) => name.slice('2026-11-28 '.length)).sort()).toEqual([
    'The first of two.txt',
    'The second of two.txt',
  ]);
  await exporting.button('Close').click();
});

test('a chat and a turn are copied as Markdown', async ({ window, sharedRun }) => {
  const { page } = sharedRun;
  await page.evaluate(() => {
    navigator.clipboard.writeText = async (text) => {
      document.body.dataset.copied = text;
    };
  });
  const copied = page.locator('body');
  await window.ask('One *star*');
  await window.ask('Two');
  const exporting = new ExportPage(sharedRun);
  await exporting.open();
  await exporting.choose('Markdown');
  await exporting.button('Copy').click();
  await expect(copied).toHaveAttribute('data-copied', /^# One \\\*star\\\*\n[\s\S]*Two\n/);
  await exporting.button('Cancel').click();
  await page.getByRole('group', { name: 'Actions for “Two”' }).hover();
  await page
    .getByRole('group', { name: 'Actions for “Two”' })
    .getByRole('button', { name: 'Copy the turn as Markdown' })
    .click();
  await expect(copied).toHaveAttribute('data-copied', /^\*\*You\*\* · \*[\s\S]*Two\n/);
  await expect(copied).not.toHaveAttribute('data-copied', /star/);
  // The app is shared: it gets its clipboard back.
  await page.evaluate(() => Reflect.deleteProperty(navigator.clipboard, 'writeText'));
});

test('a PDF is made of the page by Electron, and printed by a browser', async ({ window, sharedRun }) => {
  await window.ask('Print this.');
  const exporting = new ExportPage(sharedRun);
  await exporting.open();
  await exporting.choose('PDF');
  if (isElectron(sharedRun)) {
    const path = await exporting.write(folder);
    const pdf = readFileSync(path);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.byteLength).toBeGreaterThan(5_000);
    await expect(exporting.dialog).toContainText(openFormats('en').bytes(pdf.byteLength));
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    await exporting.button('Close').click();
    return;
  }
  // Nobody presses anything in a browser without a window; whether it was asked can be heard.
  await sharedRun.page.evaluate(() => {
    document.body.addEventListener(
      'load',
      (event) => {
        const { contentWindow } = event.target as HTMLIFrameElement;
        if (!contentWindow || !(event.target as HTMLElement).matches('.print-frame')) return;
        contentWindow.print = () => {
          document.body.dataset.printed = contentWindow.document.querySelector('.said')?.textContent ?? '';
          contentWindow.dispatchEvent(new Event('afterprint'));
        };
      },
      { capture: true },
    );
  });
  await exporting.button('Print…').click();
  await expect(sharedRun.page.locator('body')).toHaveAttribute('data-printed', 'Print this.');
  await expect(sharedRun.page.getByTestId('print-frame')).toHaveCount(0);
  await exporting.button('Cancel').click();
});

test('a folder that cannot be written to is named, and nothing is left in it', async ({ window, sharedRun }) => {
  test.skip(!isElectron(sharedRun), 'a browser says itself where it cannot write');
  await window.ask('Nowhere to go.');
  const exporting = new ExportPage(sharedRun);
  await exporting.open();
  await exporting.choose('Markdown');
  await exporting.letChoose(join(folder, 'gone'));
  await exporting.button('Save…').click();
  await expect(exporting.failure).toContainText('the folder is not there any more. Nothing was left there');
  await exporting.button('Cancel').click();
});
