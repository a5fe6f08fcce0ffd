import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

test('names a chat after its first words, and lets it be renamed', async ({ window, shell }) => {
  await expect(window.activeChat).toContainText('New chat');
  await window.ask('What is the capital of Italy? I forgot it.');
  await expect(window.activeChat).toContainText('What is the capital of Italy? I forgot it.');
  await window.renameChat('What is the capital of Italy?', 'Holidays');
  await expect(window.activeChat).toContainText('Holidays');
  await window.page.reload();
  await expect(window.activeChat).toContainText('Holidays');
  // A browser would write it into its history.
  await expect(window.page).toHaveTitle(shell === 'electron' ? 'Holidays — Palimpsest' : 'Palimpsest');
});

test('opens one chat after another, each with its own words and drafts', async ({ window }) => {
  const first = await window.openChatId();
  await window.ask('My favourite colour is green.');
  await window.writeAndCount('unsent in the first');
  await window.startNewChat();
  await expect(window.composer).toHaveValue('');
  const second = await window.openChatId();
  await window.ask('My favourite colour is blue.');
  await window.writeAndCount('unsent in the second');

  await window.openChatById(first);
  await expect(window.textOf(window.questions)).toHaveText(['My favourite colour is green.']);
  await expect(window.composer).toHaveValue('unsent in the first');
  await window.page.reload();
  await expect(window.composer).toHaveValue('unsent in the first');
  await window.openChatById(second);
  await expect(window.textOf(window.questions)).toHaveText(['My favourite colour is blue.']);
  await expect(window.composer).toHaveValue('unsent in the second');
});

test('deletes a chat and brings it back whole', async ({ window }) => {
  await window.beGreedy();
  const answer = await window.ask('My dog is called Waldo.');
  const chatId = await window.openChatId();
  await window.deleteChat('My dog is called Waldo.');
  await expect(window.chatById(chatId)).toHaveCount(0);
  await expect(window.composer).toBeEnabled();
  await window.undo.click();
  await window.openChatById(chatId);
  await expect(window.textOf(window.messages)).toHaveText(['My dog is called Waldo.', answer]);
  expect(await window.ask('What is my dog called?')).toContain('Waldo');
});

test('answers two chats in turn, and says who waits', { tag: '@alone' }, async ({
  window,
  sharedRun,
  slowEngineOf,
}) => {
  const second = await window.openChatId();
  await window.beGreedy();
  await window.ask('Hello!');
  await window.startNewChat();
  const first = await window.openChatId();
  await window.beGreedy();
  const engine = await slowEngineOf(sharedRun);
  await window.say('Tell me a story.');
  await window.waitForFirstWords();
  // An engine that gives no sign of life is not waited for long: what can be done before is.
  engine.freeze();
  await window.openChatById(second);
  await window.say('What is the capital of France?');
  await expect(window.answers.last()).toContainText('waiting: another chat is answering');
  await expect(window.chatById(first)).toContainText('writing');
  engine.resume();
  expect(await window.waitForAnswer()).toContain('Paris');
  await window.openChatById(first);
  await expect(window.lastAnswer('done')).toContainText('The clock in the town had stopped');
});

test('keeps the settings of each chat', async ({ window }) => {
  const { window: windowTokens, reserve } = await window.readGauge();
  const first = await window.openChatId();
  await window.configure({ 'Maximum reply, in tokens': '200' });
  await expect(window.gauge).toHaveAttribute('data-reserve', '200');
  await expect(window.gauge).toHaveAttribute('data-limit', String(windowTokens - 200));
  await window.ask('Hello!');
  await window.startNewChat();
  await expect(window.gauge).toHaveAttribute('data-reserve', String(reserve));
  await window.openChatById(first);
  await expect(window.gauge).toHaveAttribute('data-reserve', '200');
  await window.page.reload();
  await expect(window.gauge).toHaveAttribute('data-reserve', '200');
});

test('shows words as words, whatever they look like', async ({ window }) => {
  const dialogs: string[] = [];
  window.page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const text = '<img src=x onerror=alert(1)><script>alert(2)</script> **bold** &amp; [link](javascript:alert(3))';
  await window.ask(text);
  await window.renameChat('<img', '<svg onload=alert(4)>');
  await expect(window.textOf(window.questions)).toHaveText([text]);
  await expect(window.activeChat).toContainText('<svg onload=alert(4)>');
  await window.page.reload();
  await expect(window.textOf(window.questions)).toHaveText([text]);
  await expect(window.page.locator('[data-testid="message"] :is(img, script, a, strong, iframe)')).toHaveCount(0);
  await expect(window.activeChat.locator('svg[onload]')).toHaveCount(0);
  expect(dialogs).toEqual([]);
  window.page.removeAllListeners('dialog');
});

test('takes a typed end-of-text mark for text', async ({ window }) => {
  // As a token it would be one, and the end of the message another.
  expect((await window.writeAndCount('<|endoftext|>')).draft).toBeGreaterThan(4);
  expect(await window.sendDraft()).not.toBe('');
  await expect(window.textOf(window.questions)).toHaveText(['<|endoftext|>']);
});

test('keeps every character of other writings', async ({ window }) => {
  const text = '你好，世界。👩‍👩‍👧 नमस्ते שלום \u{1f1eb}\u{1f1ee} e\u0301';
  await window.ask(text);
  await expect(window.textOf(window.questions)).toHaveText([text]);
  // A title leaves a greeting out.
  await expect(window.activeChat).toContainText(text.replace('你好，', ''));
  await window.page.reload();
  await expect(window.textOf(window.questions)).toHaveText([text]);
});

test('sends nothing while nothing is said', async ({ window }) => {
  await expect(window.send).toBeDisabled();
  await window.write('  \n ');
  await expect(window.send).toBeDisabled();
  await window.composer.press('Enter');
  await window.write('Hello!');
  await expect(window.send).toBeEnabled();
  await expect(window.messages).toHaveCount(0);
  await window.write('');
});

test('is used by keyboard alone', { tag: '@alone' }, async ({ window, sharedRun, slowEngineOf }) => {
  const { keyboard } = window.page;
  await expect(window.composer).toBeFocused();
  await keyboard.type('What is the capital');
  await keyboard.press('Shift+Enter');
  await keyboard.type('of France?');
  await expect(window.composer).toHaveValue('What is the capital\nof France?');
  await keyboard.press('Tab');
  await expect(window.send).toBeFocused();
  await keyboard.press('Enter');
  await window.lastAnswer('done').waitFor();
  await expect(window.composer).toBeFocused();

  const engine = await slowEngineOf(sharedRun);
  await keyboard.type('Tell me a story.');
  await keyboard.press('Enter');
  await window.waitForFirstWords();
  engine.freeze();
  await keyboard.press('Escape');
  engine.thaw();
  await expect(window.lastAnswer('stopped')).toContainText('stopped by you');
  await expect(window.composer).toBeFocused();
});

test('keeps what is typed during an answer until it has ended', { tag: '@alone' }, async ({
  window,
  sharedRun,
  slowEngineOf,
}) => {
  await window.beGreedy();
  const engine = await slowEngineOf(sharedRun);
  await window.say('Tell me a story.');
  await window.waitForFirstWords();
  engine.freeze();
  await window.composer.fill('And another one.');
  await window.composer.press('Enter');
  await expect(window.page.getByText('The answer is still being written. Your words stay here')).toBeVisible();
  await expect(window.messages).toHaveCount(2);
  engine.resume();
  await window.waitForAnswer();
  await expect(window.composer).toHaveValue('And another one.');
  await window.composer.press('Enter');
  await expect(window.questions).toHaveCount(2);
  await window.waitForAnswer();
});

test('keeps several tabs in step', { tag: '@alone' }, async ({ window, shell, sharedRun, slowEngineOf }) => {
  test.skip(shell === 'electron', 'The Electron shell has one window.');
  const other = new MainWindow(await sharedRun.openPage());
  await other.waitUntilReady();
  expect(await other.openChatId()).toBe(await window.openChatId());
  const engine = await slowEngineOf(sharedRun);
  await window.say('Tell me a story.');
  await window.waitForFirstWords();
  engine.freeze();
  await other.waitForFirstWords();
  await expect(other.stop).toBeVisible();
  engine.resume();
  const answer = await window.waitForAnswer();
  await expect(other.textOf(other.lastAnswer('done'))).toHaveText(answer);

  await other.renameChat('Tell me a story.', 'Two tabs');
  await expect(window.activeChat).toContainText('Two tabs');
  await other.beGreedy();
  await other.ask('What is the capital of France?');
  await expect(window.textOf(window.lastAnswer('done'))).toContainText('Paris');
  await other.deleteChat('Two tabs');
  await expect(window.chat('Two tabs').and(window.activeChat)).toHaveCount(0);
  await expect(window.composer).toBeEnabled();
  await other.page.close();
});

test('leaves each of two tabs its own unsent words, over a reload too', async ({ window, shell, sharedRun }) => {
  test.skip(shell === 'electron', 'The Electron shell has one window.');
  const other = new MainWindow(await sharedRun.openPage());
  await other.waitUntilReady();
  await window.writeAndCount('a long thought of the first tab');
  await other.writeAndCount('the second tab has another');
  await window.page.reload();
  await window.waitUntilReady();
  await expect(window.composer).toHaveValue('a long thought of the first tab');
  await expect(other.composer).toHaveValue('the second tab has another');
  await window.sendDraft();
  await expect(other.composer).toHaveValue('the second tab has another');
  await window.page.reload();
  await window.waitUntilReady();
  await expect(window.composer).toHaveValue('the second tab has another');
  await other.page.close();
});
