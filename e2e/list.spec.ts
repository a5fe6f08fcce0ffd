import type { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

async function beginChats(window: MainWindow, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) {
    await window.startNewChat();
    await window.ask(`Chat number ${number}.`);
  }
}

const focusedChat = (window: MainWindow) => window.page.locator('[data-chat-id]:focus-within');

test('moves in the list by keys, with one Tab stop', async ({ window }) => {
  await beginChats(window, 3);
  const { keyboard } = window.page;
  await window.page.getByTestId('search').focus();
  await keyboard.press('Tab');
  await expect(focusedChat(window)).toContainText('Chat number 3.');
  await keyboard.press('ArrowDown');
  await expect(focusedChat(window)).toContainText('Chat number 2.');
  await keyboard.press('End');
  await keyboard.press('Home');
  await expect(focusedChat(window)).toContainText('Chat number 3.');
  // Whoever opens another chat from elsewhere comes to that one by Tab.
  await keyboard.press('End');
  await window.startNewChat();
  // The list is told a moment later.
  await expect(window.activeChat).toContainText('New chat');
  await window.page.getByTestId('search').focus();
  await keyboard.press('Tab');
  await expect(focusedChat(window)).toContainText('New chat');
  await keyboard.press('ArrowDown');
  await expect(focusedChat(window)).toContainText('Chat number 3.');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowRight');
  await expect(window.page.getByRole('button', { name: 'Actions for “Chat number 2.”' })).toBeFocused();
  await keyboard.press('ArrowLeft');
  await keyboard.press('Shift+F10');
  await expect(window.page.getByRole('menuitem', { name: 'Rename' })).toBeFocused();
  await keyboard.press('Escape');
  await expect(focusedChat(window)).toContainText('Chat number 2.');
  await keyboard.press('Enter');
  await expect(window.activeChat).toContainText('Chat number 2.');
  await keyboard.press('Shift+Tab');
  await expect(window.page.getByTestId('search')).toBeFocused();
});

test('has one Tab stop for what stands below the list, and arrow keys in it', async ({ window }) => {
  await beginChats(window, 2);
  await window.deleteChat('Chat number 1.');
  const { keyboard } = window.page;
  const deleted = window.page.getByTestId('recently-deleted');
  const order = window.page.getByRole('button', { name: 'Order of the chats' });
  await expect(deleted).toBeVisible();
  await window.activeChat.getByRole('button').first().focus();
  await keyboard.press('Tab');
  const bar = window.page.getByRole('toolbar', { name: 'Archive and order' });
  await expect(bar.locator(':focus')).toHaveCount(1);
  await keyboard.press('End');
  await expect(order).toBeFocused();
  await keyboard.press('ArrowLeft');
  await expect(deleted).toBeFocused();
  await keyboard.press('ArrowRight');
  await keyboard.press('Tab');
  await expect(bar.locator(':focus')).toHaveCount(0);
  // The menu that one of them opens gives the focus back.
  await order.focus();
  await keyboard.press('Enter');
  await expect(window.page.getByRole('menu')).toBeVisible();
  await keyboard.press('Escape');
  await expect(order).toBeFocused();
  await window.undo.click();
  await expect(window.undo).toHaveCount(0);
});

test('renames in the row, which stays as tall as it is, and gives the focus back', async ({ window }) => {
  const title = 'A long title about a very brave mouse that went to sea in a boat';
  await beginChats(window, 1);
  await window.renameChat('Chat number 1.', title);
  const row = window.chat(title);
  const before = await row.boundingBox();
  await row.locator('.chat-open').focus();
  await window.page.keyboard.press('F2');
  const input = window.page.getByRole('textbox', { name: 'New title' });
  await expect(input).toBeFocused();
  expect(await input.evaluate((box) => box.scrollLeft)).toBe(0);
  expect(await input.evaluate((box: HTMLInputElement) => [box.selectionStart, box.selectionEnd])).toEqual([
    0,
    title.length,
  ]);
  const naming = await window.chats.and(window.page.locator(':has(input)')).boundingBox();
  expect(naming?.height).toBe(before?.height);
  await expect(window.page.locator('[data-chat-id]:has(input) .chat-more')).toHaveCount(0);
  await window.page.keyboard.press('Escape');
  await expect(row.locator('.chat-open')).toBeFocused();
});

test('shows days, titles without greetings, and what is in memory as a ring', async ({ window }) => {
  await window.ask('Hello! My name is Ada. I live in Bergen.');
  await expect(window.activeChat.locator('.chat-title')).toHaveText('My name is Ada. I live in Bergen.');
  await expect(window.page.getByRole('heading', { name: 'Today' })).toBeVisible();
  await expect(window.activeChat.getByRole('img', { name: /\d+ tokens in memory/ })).toBeVisible();

  // Full is as much of the window as the chat uses.
  const degreesOf = async () => {
    const ring = window.activeChat.getByRole('img');
    const held = Number.parseInt((await ring.getAttribute('aria-label')) ?? '', 10);
    const drawn = await ring.evaluate((shown: HTMLElement) =>
      Number.parseInt(shown.style.getPropertyValue('--share'), 10),
    );
    return { held, drawn };
  };
  await window.configure({ 'Window in use, in tokens': '128' });
  await expect
    .poll(async () => {
      const { held, drawn } = await degreesOf();
      return Math.abs(drawn - (360 * held) / 128) <= 1;
    })
    .toBe(true);

  await window.startNewChat();
  await expect(window.activeChat.getByRole('img')).toHaveCount(0);
});

test('goes to the message by the first Tab stop, and through turns with one', async ({ window }) => {
  await window.ask('The first turn.');
  await window.ask('The second turn.');
  await window.ask('The third turn.');
  const { keyboard } = window.page;
  await window.page.getByRole('button', { name: 'Go to the message' }).focus();
  await keyboard.press('Enter');
  await expect(window.composer).toBeFocused();

  await window.page.getByRole('region', { name: 'Transcript' }).focus();
  await keyboard.press('Tab');
  await expect(window.turnWith('The third turn.')).toBeFocused();
  await keyboard.press('ArrowUp');
  await expect(window.turnWith('The second turn.')).toBeFocused();
  await keyboard.press('Home');
  await expect(window.turnWith('The first turn.')).toBeFocused();
  await keyboard.press('ControlOrMeta+ArrowDown');
  await expect(window.turnWith('The second turn.')).toBeFocused();
  await keyboard.press('ArrowRight');
  await expect(window.turnWith('The second turn.').getByRole('button').first()).toBeFocused();

  await window.newChat.focus();
  let tabs = 0;
  while (!(await window.composer.evaluate((box) => box === document.activeElement)) && tabs < 30) {
    await keyboard.press('Tab');
    tabs++;
  }
  // One for the list, one for the turns, one for the gauge; the others are the buttons around them.
  expect(tabs).toBeLessThanOrEqual(17);
});
