import { expect, test } from './shared-app.ts';

test('pins, orders and archives chats, and brings them back', async ({ window }) => {
  const { page } = window;
  for (const title of ['Zebra', 'Apple']) {
    await window.startNewChat();
    await window.ask(`${title} is a word.`);
    await window.renameChat(`${title} is a word.`, title);
  }
  const choose = async (title: string, item: string) => {
    await window.chat(title).locator('.chat-open').focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  const titles = () => window.chats.locator('.chat-title').allTextContents();
  const orderBy = async (name: string) => {
    await page.getByRole('button', { name: 'Order of the chats' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  const first = async () => (await titles()).filter((title) => ['Zebra', 'Apple'].includes(title));

  await choose('Zebra', 'Pin to the top');
  await expect(page.getByRole('heading', { name: 'Pinned' })).toBeVisible();
  await expect.poll(first).toEqual(['Zebra', 'Apple']);
  await choose('Zebra', 'Unpin');
  await expect.poll(first).toEqual(['Apple', 'Zebra']);
  await orderBy('Newest first');
  await expect.poll(first).toEqual(['Apple', 'Zebra']);
  await orderBy('By title');
  await expect(page.getByRole('heading', { name: 'By title' })).toBeVisible();
  await orderBy('Last used first');
  await expect(page.getByRole('heading', { name: 'By title' })).toHaveCount(0);

  await choose('Apple', 'Archive');
  await expect.poll(first).toEqual(['Zebra']);
  await window.undo.click();
  await expect.poll(first).toEqual(['Apple', 'Zebra']);
  await choose('Zebra', 'Archive');
  await page.getByTestId('archived').click();
  await page.getByRole('dialog', { name: 'Archived' }).getByRole('button', { name: 'Zebra', exact: true }).click();
  await expect.poll(first).toEqual(['Apple']);
  // What is said in it brings it back.
  await window.ask('Are you still there?');
  await expect.poll(first).toEqual(['Zebra', 'Apple']);
  await expect(window.undo).toBeHidden();
});
