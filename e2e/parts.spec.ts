import type { Locator, Page } from '@playwright/test';
import { endless } from './pages/endless.ts';
import { expect, test } from './shared-app.ts';

/** The names of a menu's items that are marked as the next to be chosen. */
function highlightedItems(page: Page): Locator {
  return page.locator('[role="menuitem"][data-highlighted]');
}

test('moves in a menu by arrows, Home, End and first letters, and gives the focus back', async ({ window }) => {
  await window.ask('Hello!');
  const { page } = window;
  const more = window.activeChat.getByRole('button', { name: /^Actions for .*Hello!/ });
  await expect(more).toHaveAttribute('aria-haspopup', 'menu');
  await expect(more).toHaveAttribute('aria-expanded', 'false');
  await expect(page.getByRole('menu')).toHaveCount(0);

  await more.press('Enter');
  const menu = page.getByRole('menu', { name: /^Actions for .*Hello!/ });
  await expect(menu.getByRole('menuitem')).toHaveText([
    ...['Rename', 'Pin to the top', 'Copy as Markdown', 'Export…', 'Archive', 'Delete'],
  ]);
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  const highlighted = highlightedItems(page);
  await expect(highlighted).toHaveText(['Rename']);
  await expect(highlighted).toBeFocused();
  for (const [key, name] of [
    ['ArrowDown', 'Pin to the top'],
    ['End', 'Delete'],
    ['ArrowDown', 'Rename'],
    ['ArrowUp', 'Delete'],
    ['Home', 'Rename'],
    ['End', 'Delete'],
    ['r', 'Rename'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(highlighted).toHaveText([name]);
    await expect(highlighted).toBeFocused();
  }
  for (const key of ['Escape', 'Tab']) {
    await page.keyboard.press(key);
    await expect(menu).toHaveCount(0);
    await expect(more).toBeFocused();
    await expect(more).toHaveAttribute('aria-expanded', 'false');
    await more.press('Enter');
    await expect(highlighted).toBeFocused();
  }
  await page.keyboard.press('Escape');
});

test('opens the same menu where the other mouse button is pressed, and closes it by a press elsewhere', async ({
  window,
}) => {
  const { page } = window;
  await window.composer.focus();
  await window.activeChat.click({ button: 'right', position: { x: 30, y: 12 } });
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  const isWherePressed = async () => {
    const [item, box] = [await window.activeChat.boundingBox(), await menu.boundingBox()];
    if (!item || !box) return false;
    return Math.abs(box.x - item.x - 30) < 2 && Math.abs(box.y - item.y - 12) < 2;
  };
  await expect.poll(isWherePressed).toBe(true);
  await window.composer.click();
  await expect(menu).toHaveCount(0);
  await expect(window.composer).toBeFocused();
});

test('closes a menu by its own button', async ({ window }) => {
  const more = window.activeChat.getByRole('button', { name: /^Actions for/ });
  await window.activeChat.hover();
  await more.click();
  await expect(window.page.getByRole('menu')).toBeVisible();
  await more.click();
  await expect(window.page.getByRole('menu')).toHaveCount(0);
  await expect(more).toHaveAttribute('aria-expanded', 'false');
});

test('puts what a menu starts under the keyboard', async ({ window }) => {
  await window.ask('A chat to be renamed.');
  await window.activeChat.getByRole('button', { name: /^Actions for/ }).press('Enter');
  await expect(window.page.getByRole('menuitem', { name: 'Rename' })).toBeFocused();
  await window.page.keyboard.press('Enter');
  await expect(window.page.getByRole('textbox', { name: 'New title' })).toBeFocused();
  await window.page.keyboard.press('Escape');
});

test('keeps the focus in a dialog, and gives it back when Escape closes it', async ({ window }) => {
  const { page } = window;
  await window.replySettings.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Reply settings' });
  await expect(dialog).toHaveAccessibleDescription(/\w/);
  const isFocusInside = () => dialog.evaluate((element) => element.contains(document.activeElement));
  await expect.poll(isFocusInside).toBe(true);
  // Once around, and back.
  for (let stop = 0; stop < 24; stop++) {
    await page.keyboard.press(stop < 20 ? 'Tab' : 'Shift+Tab');
    await expect.poll(isFocusInside).toBe(true);
  }
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(window.replySettings).toBeFocused();
});

test('does not throw away what was typed in a dialog when a press goes beside it', async ({ window }) => {
  const { page } = window;
  await window.replySettings.click();
  const dialog = page.getByRole('dialog', { name: 'Reply settings' });
  await dialog.getByLabel('Maximum reply, in tokens').fill('77');
  await page.mouse.click(4, 4);
  await expect(dialog.getByLabel('Maximum reply, in tokens')).toHaveValue('77');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(window.replySettings).toBeFocused();
});

test('shows one of two panels, by arrow keys in a single tab stop', async ({ window }) => {
  const { page } = window;
  const list = page.getByRole('tablist');
  const windowTab = list.getByRole('tab', { name: 'Window' });
  const cacheTab = list.getByRole('tab', { name: 'Cache' });
  await windowTab.focus();
  for (const [key, selected, other] of [
    ['ArrowRight', cacheTab, windowTab],
    ['ArrowRight', windowTab, cacheTab],
    ['End', cacheTab, windowTab],
    ['Home', windowTab, cacheTab],
    ['ArrowLeft', cacheTab, windowTab],
  ] as const) {
    await page.keyboard.press(key);
    await expect(selected).toBeFocused();
    await expect(selected).toHaveAttribute('aria-selected', 'true');
    await expect(other).toHaveAttribute('tabindex', '-1');
    const panel = page.getByRole('tabpanel');
    await expect(panel).toHaveCount(1);
    await expect(panel).toHaveAccessibleName((await selected.innerText()).trim());
  }
  await page.keyboard.press('Home');
});

test('opens a panel beside its button, and gives the focus back at Escape and at a press elsewhere', async ({
  window,
}) => {
  const { page } = window;
  await window.configure({ Greedy: true, 'Window in use, in tokens': '128' });
  while ((await window.forgotNotes.count()) === 0) await window.ask('Tell me a joke.');
  const button = window.forgotNotes.last().getByTestId('bring-back');
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await button.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Bring back' });
  await expect(panel).toBeVisible();
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await expect(panel.getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(button).toBeFocused();
  await button.click();
  await expect(panel).toBeVisible();
  await button.click();
  await expect(panel).toHaveCount(0);
  await button.click();
  await expect(panel).toBeVisible();
  await page.locator('.brand').click();
  await expect(panel).toHaveCount(0);
});

test('tells politely what was deleted, and brings it back by keyboard', async ({ window }) => {
  await window.ask('A chat to be deleted.');
  const { page } = window;
  const chatId = await window.openChatId();
  await window.deleteChat('A chat to be deleted.');
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices).toHaveAttribute('aria-live', 'polite');
  await expect(notices).toContainText('“A chat to be deleted.” was deleted.');
  await page.keyboard.press('F6');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(window.undo).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(window.chatById(chatId)).toBeVisible();
  await expect(window.undo).toHaveCount(0);
});

test('closes what was told by Escape, and leaves the chat deleted', async ({ window }) => {
  await window.ask('Another chat to be deleted.');
  const chatId = await window.openChatId();
  await window.deleteChat('Another chat to be deleted.');
  await window.undo.focus();
  await window.page.keyboard.press('Escape');
  await expect(window.undo).toHaveCount(0);
  await expect(window.chatById(chatId)).toHaveCount(0);
});

test('explains by the focus and by the pointer, and stops at Escape or when both are elsewhere', async ({ window }) => {
  await window.ask('Hello!');
  const { page } = window;
  const told = page.getByRole('tooltip');
  const title = page.getByRole('heading').getByRole('button', { name: 'Hello!' });
  await expect(title).not.toHaveAttribute('aria-describedby');
  await window.composer.focus();
  await page.mouse.move(600, 400);
  // By a key, so that the focus is one that shows.
  await window.replySettings.focus();
  await page.keyboard.press('Shift+Tab');
  await expect(title).toBeFocused();
  await expect(told).toHaveText('Rename this chat');
  await expect(title).toHaveAccessibleDescription('Rename this chat');
  await page.keyboard.press('Escape');
  await expect(told).toHaveCount(0);
  await expect(title).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(told).toHaveText(/^Reply: .+ up to [\d,]+ tokens \(about \d+ words\)$/);
  await window.composer.focus();
  await expect(told).toHaveCount(0);

  const term = window.receipts.last().locator('[data-tip]').first();
  const says = (await term.getAttribute('data-tip')) ?? '';
  // Where windows share a screen, one that opens meanwhile brings the screen's own pointer, which rests elsewhere.
  await expect(async () => {
    await page.mouse.move(600, 400);
    await term.hover();
    await expect(told).toHaveText(says, { timeout: 2_000 });
  }).toPass();
  // The pointer may go to the words themselves.
  await told.hover();
  await expect(told).toBeVisible();
  // It has no explanation of its own, wherever an answer ends.
  await window.composer.hover();
  await expect(told).toHaveCount(0);
});

test('explains at a press as well, where a part does nothing else', async ({ window }) => {
  const { page } = window;
  const told = page.getByRole('tooltip');
  await page.getByRole('button', { name: 'What is a token?' }).click();
  await expect(told).toHaveText('One place for each token. A token is a word or a piece of one.');
  await window.composer.click();
  await expect(told).toHaveCount(0);

  // A finger rests on nothing: it can only press.
  const pressOf = { pointerType: 'touch', bubbles: true };
  const info = page.getByRole('button', { name: 'What is a token?' });
  await info.dispatchEvent('pointerdown', pressOf);
  await info.dispatchEvent('click');
  await expect(told).toContainText('A token is a word');
  await window.composer.click();
  await expect(told).toHaveCount(0);
});

test('prices a turn’s actions for whoever looks at them, by pointer or by focus', async ({ window }) => {
  await window.ask('Hello!');
  const pin = window.turnWith('Hello!').getByRole('button', { name: 'Pin', exact: true });
  await expect(window.page.getByRole('tooltip')).toHaveCount(0);
  await pin.focus();
  await expect(pin).toHaveAccessibleDescription('Keep this turn in view for good. Costs nothing now.');
  await window.composer.focus();
  await expect(window.page.getByRole('tooltip')).toHaveCount(0);
  // From something that is still there: what was pressed to send is not.
  await window.composer.hover();
  await pin.hover();
  await expect(window.page.getByRole('tooltip')).toHaveText('Keep this turn in view for good. Costs nothing now.');
  await window.turnWith('Hello!').getByRole('button', { name: 'Hide from the model' }).hover();
  await expect(window.page.getByRole('tooltip')).toHaveText(/you still do\. Frees \d+ tokens\./);
  await window.composer.hover();
  await expect(window.page.getByRole('tooltip')).toHaveCount(0);
});

test('keeps the focus on the button that was pressed, which then takes it back', async ({ window }) => {
  await window.ask('Hello!');
  const { page } = window;
  for (const [name, other] of [
    ['Pin', 'Unpin'],
    ['Hide from the model', 'Show to the model'],
  ] as const) {
    await page.getByRole('button', { name, exact: true }).press('Enter');
    const back = page.getByRole('button', { name: other, exact: true });
    await expect(back).toBeFocused();
    await back.press('Enter');
    await expect(page.getByRole('button', { name, exact: true })).toBeFocused();
  }
});

test('lets Escape close what lies over the page, and leaves the answer alone', { tag: '@alone' }, async ({
  window,
  sharedRun,
  slowEngineOf,
}) => {
  const { page } = window;
  await window.configure(endless);
  const engine = await slowEngineOf(sharedRun);
  await window.say('Tell me a story.');
  await window.waitForFirstWords();
  engine.freeze();
  await window.replySettings.click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await window.activeChat.click({ button: 'right' });
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  engine.resume();
  await window.waitForAnswer();
  await expect(window.lastAnswer('done')).toBeVisible();
});

test('brings no style, script or movement of its own into the page', async ({ window }) => {
  const { page } = window;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
  });
  const countOwn = () => page.locator('style, script').count();
  const before = await countOwn();
  await window.ask('Hello!');
  await window.activeChat.getByRole('button', { name: /^Actions for/ }).press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await window.replySettings.click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await countOwn()).toBe(before);
  await page.keyboard.press('Escape');
  await window.receipts.last().locator('[data-tip]').first().hover();
  await expect(page.getByRole('tooltip')).toBeVisible();
  await window.deleteChat('Hello!');
  await expect(window.undo).toBeVisible();
  expect(await countOwn()).toBe(before);
  expect(violations).toEqual([]);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await page.emulateMedia({ reducedMotion: null });
});
