import { answerAfter, BranchesOnPage } from './pages/branches.ts';
import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

const hello = 'Hello! My name is Ada.';
const france = 'What is the capital of France?';
const spain = 'What is the capital of Spain?';

test('edits a message where it stands, for the price that was told, and leads back to what was said', async ({
  window,
}) => {
  await window.beGreedy();
  const branches = new BranchesOnPage(window.page);
  await window.ask(hello);
  const paris = await window.ask(france);
  await branches.edit(france, spain);
  await expect(branches.price).toContainText(/Keeps [\d,]+ of [\d,]+ tokens in the cache, reads [\d,]+/);
  const price = await branches.readPrice();
  await answerAfter(window, () => branches.box.press('Enter'));
  await expect(branches.editor).toHaveCount(0);
  await expect(window.messages.filter({ hasText: france })).toHaveCount(0);
  const receipt = await window.readReceipt();
  expect([receipt.reusedTokens, receipt.prefilledTokens]).toEqual([price.keptTokens, price.readTokens]);

  await expect(branches.partings).toHaveCount(1);
  expect(await branches.placeAt(branches.partings)).toEqual([2, 2]);
  await branches.previous.click();
  await expect(window.messages.filter({ hasText: france })).toHaveCount(1);
  await expect(window.textOf(window.answers.last())).toHaveText(paris);
  expect(await branches.placeAt(branches.partings)).toEqual([1, 2]);
  // The keys go on where the pointer has left off.
  await expect(branches.previous).toBeFocused();
  await window.page.keyboard.press('ArrowRight');
  await expect(window.messages.filter({ hasText: spain })).toHaveCount(1);
  await expect(branches.next).toBeFocused();
  await expect(branches.partings).toHaveAccessibleName('Version 2 of 2');
});

test('keeps the words of an edit that was left, and gives the original ones back', async ({ window }) => {
  const branches = new BranchesOnPage(window.page);
  await window.ask(hello);
  await branches.edit(hello, 'Hello! My name is');
  await branches.box.press('Escape');
  await expect(branches.editor).toHaveCount(0);
  await expect(branches.act(hello, 'edit')).toBeFocused();
  await branches.act(hello, 'edit').click();
  await expect(branches.box).toHaveValue('Hello! My name is');
  await branches.editor.getByRole('button', { name: 'Back to the original words' }).click();
  await expect(branches.box).toHaveValue(hello);
  await expect(branches.editor.getByRole('button', { name: 'Ask again' })).toHaveAttribute('aria-disabled', 'true');
  await branches.editor.getByRole('button', { name: 'Cancel' }).click();
  await expect(window.messages).toHaveCount(2);
});

test('writes an answer otherwise, marks it, and asks any turn again', async ({ window }) => {
  await window.beGreedy();
  const branches = new BranchesOnPage(window.page);
  const first = await window.ask(hello);
  await window.ask(france);
  await branches.edit(hello, 'Good morning, Queen Ada!', 'edit-answer');
  await branches.editor.getByRole('button', { name: 'Save' }).click();
  await expect(window.messages).toHaveCount(2);
  await expect(window.answers.last()).toContainText('edited by you');
  await expect(window.textOf(window.answers.last())).toHaveText('Good morning, Queen Ada!');
  await expect(window.composer).toBeFocused();
  await branches.previous.click();
  await expect(window.messages).toHaveCount(4);
  await expect(window.textOf(window.answers.first())).toHaveText(first);

  await branches.act(hello, 'regenerate').hover();
  await expect(branches.price).toBeVisible();
  const price = await branches.readPrice();
  await answerAfter(window, () => branches.act(hello, 'regenerate').click());
  await expect(window.messages).toHaveCount(2);
  expect(await branches.placeAt(branches.partings)).toEqual([3, 3]);
  const receipt = await window.readReceipt();
  expect([receipt.reusedTokens, receipt.prefilledTokens]).toEqual([price.keptTokens, price.readTokens]);
});

test('makes a chat of its own from any turn, and takes that back', async ({ window }) => {
  const branches = new BranchesOnPage(window.page);
  await window.ask(hello);
  await window.ask(france);
  const chatId = await window.openChatId();
  await branches.act(hello, 'branch-chat').click();
  await expect.poll(() => window.openChatId()).not.toBe(chatId);
  await expect(window.messages).toHaveCount(2);
  // It stays for as long as the pointer is on it, however long the answer takes.
  await window.undo.hover();
  await window.write(spain);
  await window.composer.press('Enter');
  await expect(window.questions).toHaveCount(2);
  await window.waitForAnswer();
  await window.undo.click();
  await expect.poll(() => window.openChatId()).toBe(chatId);
  await expect(window.messages).toHaveCount(4);
});

test('offers a chat with the last turns where others would be forgotten, and another turn to hide', async ({
  window,
}) => {
  const branches = new BranchesOnPage(window.page);
  await window.configure({ 'Window in use, in tokens': '128', 'Maximum reply, in tokens': '16' });
  const text = 'My sister Nora is a painter in the harbour.';
  for (let turn = 0; turn < 8; turn++) {
    await window.writeAndCount(text);
    if (await window.forgottenNext.isVisible()) break;
    await window.sendDraft();
  }
  const named = await window.forgottenTurns.count();
  await window.page.getByRole('button', { name: 'Hide a turn instead' }).click();
  await window.page.getByRole('menuitem').first().click();
  await expect(window.messages.filter({ hasText: 'hidden by you' })).toHaveCount(1);
  await window.undo.click();
  await expect(window.forgottenTurns).toHaveCount(named);

  await window.page.getByRole('button', { name: 'Export first' }).click();
  const dialog = window.page.getByRole('dialog', { name: /^Export/ });
  await expect(dialog).toBeVisible();
  await window.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(window.forgottenTurns).toHaveCount(named);

  const chatId = await window.openChatId();
  const all = await window.questions.count();
  const newChat = window.page.getByRole('button', { name: /^New chat with the last/ });
  await newChat.hover();
  await expect(branches.price).toBeVisible();
  await newChat.click();
  await expect.poll(() => window.openChatId()).not.toBe(chatId);
  await expect(window.questions).toHaveCount(all - named);
  await expect(window.composer).toHaveValue(text);
  await expect(window.forgottenNext).toHaveCount(0);
});

test('lets an answer be written on while another branch is looked at', { tag: '@alone' }, async ({
  window,
  sharedRun,
  slowEngineOf,
}) => {
  const branches = new BranchesOnPage(window.page);
  await window.ask(hello);
  await branches.edit(hello, spain);
  await answerAfter(window, () => branches.box.press('Enter'));
  const engine = await slowEngineOf(sharedRun);
  await window.write('Tell me a story about a boat.');
  await window.send.click();
  await window.waitForFirstWords();
  engine.freeze();
  await branches.previous.click();
  await expect(window.turnWith(hello)).toHaveCount(1);
  const elsewhere = window.page.getByTestId('answered-elsewhere');
  await elsewhere.getByRole('button', { name: 'Show it' }).click();
  await expect(window.turnWith('Tell me a story about a boat.')).toHaveCount(1);
  engine.resume();
  await window.waitForAnswer();
  await expect(elsewhere).toHaveCount(0);
  await expect(window.textOf(window.answers.last())).not.toBeEmpty();
});

test('shows the same branch after a restart', async ({ app }) => {
  const window = new MainWindow(app.page);
  await window.waitUntilReady();
  const branches = new BranchesOnPage(window.page);
  await window.ask(hello);
  await branches.edit(hello, spain);
  await answerAfter(window, () => branches.box.press('Enter'));
  await branches.previous.click();
  await expect(window.turnWith(hello)).toHaveCount(1);
  const again = new MainWindow(await app.restart());
  await again.waitUntilReady();
  const after = new BranchesOnPage(again.page);
  await expect(again.turnWith(hello)).toHaveCount(1);
  expect(await after.placeAt(after.partings)).toEqual([1, 2]);
  await after.next.click();
  await expect(again.turnWith(spain)).toHaveCount(1);
});
