import type { Locator, Page } from '@playwright/test';
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
  await expect(menu.getByRole('menuitem')).toHaveText(['Rename', 'Delete']);
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  const highlighted = highlightedItems(page);
  await page.keyboard.press('Home');
  await expect(highlighted).toHaveText(['Rename']);
  await expect(highlighted).toBeFocused();
  for (const [key, name] of [
    ['ArrowDown', 'Delete'],
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
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(more).toBeFocused();
  await expect(more).toHaveAttribute('aria-expanded', 'false');
});

test('opens the same menu where the other mouse button is pressed, and closes it by a press elsewhere', async ({
  window,
}) => {
  const { page } = window;
  await window.composer.focus();
  await window.activeChat.click({ button: 'right', position: { x: 30, y: 12 } });
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  const item = await window.activeChat.boundingBox();
  const box = await menu.boundingBox();
  expect(Math.abs((box?.x ?? 0) - (item?.x ?? 0) - 30)).toBeLessThan(2);
  expect(Math.abs((box?.y ?? 0) - (item?.y ?? 0) - 12)).toBeLessThan(2);
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
  await window.page.keyboard.press('Home');
  await window.page.keyboard.press('Enter');
  await expect(window.page.getByRole('textbox', { name: 'New title' })).toBeFocused();
  await window.page.keyboard.press('Escape');
});
