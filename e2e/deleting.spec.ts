import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

/** A new chat with one turn, which is then open. */
async function beginChat(window: MainWindow, words: string): Promise<string> {
  await window.startNewChat();
  await window.ask(words);
  return window.openChatId();
}

test('takes several deletions back, one after the other, by key and by button', async ({ window }) => {
  const first = await beginChat(window, 'The first one is about a boat.');
  const second = await beginChat(window, 'The second one is about a bear.');
  await window.startNewChat();
  await window.chatById(first).getByRole('button').first().focus();
  await window.page.keyboard.press('Delete');
  await expect(window.chatById(first)).toHaveCount(0);
  const toast = window.page.locator('.toast-text:visible');
  await expect(toast).toHaveText('“The first one is about a boat.” was deleted.');
  await window.chatById(second).getByRole('button').first().focus();
  await window.page.keyboard.press('Delete');
  await expect(window.chatById(second)).toHaveCount(0);
  await expect(window.page.locator('[data-chat-id] .chat-open:focus')).toHaveCount(1);

  // It is gone from the list a moment before it can be taken back.
  await expect(toast).toContainText('The second one');
  await window.page.keyboard.press('ControlOrMeta+z');
  await expect(window.chatById(second).locator('.chat-open')).toBeFocused();
  await expect(window.chatById(first)).toHaveCount(0);
  await window.undo.click();
  await expect(window.chatById(first).locator('.chat-open')).toBeFocused();
  await expect(window.undo).toHaveCount(0);
});

test('lets no empty chat push a real deletion out', async ({ window }) => {
  const chatId = await beginChat(window, 'Remember the lighthouse.');
  await window.startNewChat();
  const empty = await window.openChatId();
  await window.chatById(chatId).locator('.chat-open').focus();
  await window.page.keyboard.press('Delete');
  await expect(window.undo).toBeVisible();
  await window.chatById(empty).locator('.chat-open').focus();
  await window.page.keyboard.press('Delete');
  await expect(window.chatById(empty)).toHaveCount(0);
  await expect(window.page.locator('.toast-text:visible')).toHaveText('“Remember the lighthouse.” was deleted.');
  await window.undo.click();
  await window.openChatById(chatId);
  await expect(window.questions).toHaveCount(1);
});

test('says that it was deleted, however long the title is', async ({ window }) => {
  const chatId = await beginChat(window, 'Hello!');
  await window.renameChat('Hello!', 'A very long title that a person gave to a chat about a brave mouse. '.repeat(2));
  await expect(window.chatById(chatId)).toContainText('A very long title');
  await window.chatById(chatId).locator('.chat-open').focus();
  await window.page.keyboard.press('Delete');
  const toast = window.page.locator('.toast-text:visible');
  await expect(toast).toHaveText('“A very long title that a perso…” was deleted.');
  expect(await toast.evaluate((text) => text.scrollHeight <= text.clientHeight)).toBe(true);
  await window.undo.click();
});

test('shows what was deleted, brings it back and removes it for good', async ({ window }) => {
  const kept = await beginChat(window, 'Keep this about the sea.');
  const gone = await beginChat(window, 'Remove this about the fox.');
  await window.startNewChat();
  for (const chatId of [kept, gone]) {
    await window.chatById(chatId).locator('.chat-open').focus();
    await window.page.keyboard.press('Delete');
    await expect(window.chatById(chatId)).toHaveCount(0);
  }
  await window.page.getByTestId('recently-deleted').click();
  const dialog = window.page.getByRole('dialog', { name: 'Recently deleted' });
  const row = (chatId: string) => dialog.locator(`[data-testid="deleted-chat"][data-chat-id="${chatId}"]`);
  await expect(row(kept)).toContainText('stays 30 more days');
  await dialog.getByLabel('7 days').check();
  await expect(row(kept)).toContainText('stays 7 more days');
  await dialog.getByLabel('30 days').check();
  await row(kept)
    .getByRole('button', { name: /^Restore/ })
    .click();
  await expect(row(kept)).toHaveCount(0);
  await row(gone)
    .getByRole('button', { name: /for good$/ })
    .click();
  await expect(row(gone).getByRole('button', { name: 'Keep' })).toBeFocused();
  await row(gone).getByRole('button', { name: 'Yes, delete for good' }).click();
  await expect(row(gone)).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await window.openChatById(kept);
  await expect(window.textOf(window.questions)).toHaveText(['Keep this about the sea.']);
});

test('keeps a deleted chat over a restart, and one that is not kept goes when its undo is over', async ({ start }) => {
  let run = await start();
  let window = new MainWindow(run.page);
  await window.waitUntilReady();
  await window.ask('The only chat.');
  const chatId = await window.openChatId();
  await window.deleteChat('The only chat.');
  await expect(window.activeChat).toContainText('New chat');
  await run.close();
  run = await start();
  window = new MainWindow(run.page);
  await window.waitUntilReady();
  const opener = window.page.getByTestId('recently-deleted');
  await expect(opener).toContainText('1');
  await opener.click();
  const dialog = window.page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Restore/ }).click();
  await expect(dialog.getByTestId('deleted-chat')).toHaveCount(0);
  await dialog.getByLabel('not at all').check();
  await window.page.keyboard.press('Escape');
  await window.openChatById(chatId);
  await window.deleteChat('The only chat.');
  await expect(opener).toContainText('1');
  // What closes it is there for whoever comes to it.
  await window.page.locator('.toast').hover();
  await window.page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(opener).not.toContainText('1');
});
