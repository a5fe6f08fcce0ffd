import type { Locator, Page } from '@playwright/test';
import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

/** Whether a person sees it: what is cut off by its own clip stands in the document for screen readers alone. */
async function isShown(place: Locator): Promise<boolean> {
  return place.evaluate((element) => getComputedStyle(element).clipPath === 'none');
}

const wordsOf = (turn: Locator) => turn.locator('.receipt-words');
const glanceOf = (turn: Locator) => turn.getByTestId('receipt-glance');
const tokensOf = (turn: Locator) => turn.locator('.who .detail').first();

async function setDetails(window: MainWindow, choice: string): Promise<void> {
  await window.replySettings.click();
  const dialog = window.page.getByRole('dialog', { name: 'Reply settings' });
  await dialog.getByRole('radiogroup', { name: 'Numbers under answers' }).getByLabel(choice).check();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await leave(window.page);
}

/** Pointer and focus are on no turn. */
async function leave(page: Page): Promise<void> {
  await page.getByTestId('composer').focus();
  await page.getByTestId('composer').hover();
}

test('says the numbers of the newest turn, and of an older one when it is looked at', async ({ window }) => {
  await window.ask('What is the capital of France?');
  await window.ask('What is the capital of Italy?');
  await leave(window.page);
  const older = window.turnWith('France');
  const newest = window.turnWith('Italy');
  await expect.poll(() => isShown(wordsOf(newest))).toBe(true);
  expect(await isShown(glanceOf(newest))).toBe(false);
  expect(await isShown(tokensOf(newest))).toBe(true);
  await expect.poll(() => isShown(wordsOf(older))).toBe(false);
  expect(await isShown(glanceOf(older))).toBe(true);
  expect(await isShown(tokensOf(older))).toBe(false);
  await expect(glanceOf(older)).toHaveText(/^\d[\d.]* m?s$/);

  const heightPx = async () => (await older.boundingBox())?.height;
  const before = await heightPx();
  await older.hover();
  await expect.poll(() => isShown(wordsOf(older))).toBe(true);
  expect(await isShown(glanceOf(older))).toBe(false);
  expect(await isShown(tokensOf(older))).toBe(true);
  expect(await heightPx()).toBe(before);
  await leave(window.page);
  await expect.poll(() => isShown(wordsOf(older))).toBe(false);
  await older.getByRole('button').first().focus();
  await expect.poll(() => isShown(wordsOf(older))).toBe(true);
});

test('draws a receipt in the proportion of its numbers', async ({ window }) => {
  await window.ask('What is the capital of France?');
  await window.ask('What is the capital of Italy?');
  await window.ask('What is the capital of Spain?');
  const older = window.turnWith('Italy');
  const receipt = older.getByTestId('receipt');
  const read = async (name: string) => Number(await receipt.getAttribute(`data-${name}`));
  const [reused, prefilled, decoded] = [await read('reused'), await read('prefilled'), await read('decoded')];
  expect(reused).toBeGreaterThan(0);
  const total = reused + prefilled + decoded;
  const bar = older.getByTestId('receipt-bar');
  const ends = await bar.evaluate((element) => {
    const style = getComputedStyle(element);
    return ['--reused-end', '--read-end'].map((name) => Number.parseFloat(style.getPropertyValue(name)));
  });
  // A part of a few tokens is drawn two pixels wide, to be seen at all.
  expect(Math.abs((ends[0] ?? 0) - (100 * reused) / total)).toBeLessThan(4);
  expect(Math.abs((ends[1] ?? 0) - (100 * (reused + prefilled)) / total)).toBeLessThan(4);
  expect((await bar.boundingBox())?.width).toBe(60);
});

test('keeps the words for screen readers, whatever is seen', async ({ window }) => {
  await window.ask('What is the capital of France?');
  await window.ask('What is the capital of Italy?');
  await leave(window.page);
  const older = window.turnWith('France');
  await expect.poll(() => isShown(wordsOf(older))).toBe(false);
  const tree = await older.ariaSnapshot();
  expect(tree).toMatch(/read \d+/);
  expect(tree).toMatch(/wrote \d+/);
  expect(tree).toMatch(/\d+ tokens/);
  await expect(glanceOf(older)).toHaveAttribute('aria-hidden', 'true');
});

test('shows the numbers of all turns, or of none, as it is set for all chats and after a restart', async ({
  start,
}) => {
  const run = await start();
  const window = new MainWindow(run.page);
  await window.waitUntilReady();
  await window.ask('What is the capital of France?');
  await window.ask('What is the capital of Italy?');
  const [older, newest] = [window.turnWith('France'), window.turnWith('Italy')];
  await setDetails(window, 'always');
  await expect.poll(() => isShown(wordsOf(older))).toBe(true);
  expect(await isShown(wordsOf(newest))).toBe(true);
  await setDetails(window, 'on hover');
  await expect.poll(() => isShown(wordsOf(newest))).toBe(false);
  expect(await isShown(wordsOf(older))).toBe(false);
  await run.close();

  const again = new MainWindow((await start()).page);
  await again.waitUntilReady();
  await leave(again.page);
  const [olderAgain, newestAgain] = [again.turnWith('France'), again.turnWith('Italy')];
  await expect.poll(() => isShown(wordsOf(newestAgain))).toBe(false);
  expect(await isShown(glanceOf(olderAgain))).toBe(true);
  await newestAgain.hover();
  await expect.poll(() => isShown(wordsOf(newestAgain))).toBe(true);
});

test('renders no turn anew for the switch, however many there are', async ({ window }) => {
  await window.ask('What is the capital of France?');
  await window.ask('What is the capital of Italy?');
  await window.page.evaluate(() => {
    const seen = { changes: 0 };
    Object.assign(globalThis, { seen });
    const observer = new MutationObserver((records) => {
      seen.changes += records.length;
    });
    for (const turn of document.querySelectorAll('li[data-turn]')) {
      observer.observe(turn, { subtree: true, childList: true, characterData: true });
    }
  });
  await setDetails(window, 'always');
  await expect.poll(() => isShown(wordsOf(window.turnWith('France')))).toBe(true);
  expect(await window.page.evaluate(() => (globalThis as unknown as { seen: { changes: number } }).seen.changes)).toBe(
    0,
  );
  await setDetails(window, 'newest');
});

test('speaks of no speed over a handful of tokens', async ({ window }) => {
  await window.configure({ Greedy: true, 'Maximum reply, in tokens': '6' });
  await window.ask('Tell me a story.');
  await expect(window.receipts.last()).toHaveAttribute('data-decoded', '6');
  await expect(window.receipts.last()).not.toContainText('tok/s');
  await window.configure({ 'Maximum reply, in tokens': '40' });
  await window.ask('Tell me a story about a bear and a boat.');
  expect(Number(await window.receipts.last().getAttribute('data-decoded'))).toBeGreaterThanOrEqual(20);
  await expect(window.receipts.last()).toContainText('tok/s');
});

test('asks before Escape throws away what was typed in the settings', async ({ window }) => {
  const { page } = window;
  await window.replySettings.click();
  const dialog = page.getByRole('dialog', { name: 'Reply settings' });
  await dialog.getByLabel('Repetition penalty').fill('1.3');
  await page.keyboard.press('Escape');
  await expect(dialog.getByRole('alert').filter({ hasText: 'not saved' })).toBeVisible();
  await expect(dialog.getByLabel('Repetition penalty')).toHaveValue('1.3');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await window.replySettings.click();
  await expect(dialog.getByLabel('Repetition penalty')).not.toHaveValue('1.3');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('never tells two numbers for what is used, from the first token of an answer to its end', {
  tag: '@alone',
}, async ({ window }) => {
  const { page } = window;
  await page.setViewportSize({ width: 1440, height: 900 });
  const show = page.getByRole('button', { name: 'Show the inspector' });
  if (await show.isVisible()) await show.click();
  await window.configure({ Greedy: true });
  await window.ask('Hello! My name is Marlene.');
  await expect.poll(async () => (await window.readMap()).used).toBe((await window.readGauge()).used);
  await page.evaluate(() => {
    const seen: string[] = [];
    let isOver = false;
    const end = () => {
      isOver = true;
      return seen;
    };
    Object.assign(globalThis, { endOfLooking: end });
    let sinceMs: number | null = null;
    const used = (testId: string) =>
      Number(document.querySelector(`[data-testid="${testId}"]`)?.getAttribute('data-used'));
    const look = (nowMs: number) => {
      const [gauge, map] = [used('gauge'), used('token-map')];
      // Both are told by messages of their own, and an answer's end mark by the last: one of them may be a moment ahead.
      sinceMs = gauge === map ? null : (sinceMs ?? nowMs);
      if (nowMs - (sinceMs ?? nowMs) > 250) seen.push(`gauge ${gauge}, map ${map}`);
      // The page is shared: what comes after this test is not to draw every frame of it.
      if (!isOver) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await window.ask('Tell me a story.');
  await window.ask('What is my name?');
  await expect.poll(async () => (await window.readMap()).used).toBe((await window.readGauge()).used);
  const seen = await page.evaluate(() => (globalThis as unknown as { endOfLooking(): string[] }).endOfLooking());
  expect(seen).toEqual([]);
});
