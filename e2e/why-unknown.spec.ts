import { answerAfter } from './pages/branches.ts';
import { askCore, holdLine } from './pages/line-to-core.ts';
import type { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

const introduction = 'Hello! My name is Ada.';
const question = 'What is my name?';
const dog = 'My dog is brown.';
const boat = 'My boat is called Second Hour.';

/** The open chat forgets soon, without a word, and answers the same each time. */
async function useSmallWindow(window: MainWindow): Promise<void> {
  await holdLine(window.page);
  await window.waitUntilReady();
  await window.composer.waitFor();
  const settings = { usedWindowTokens: 160, isGreedy: true, telling: 'silent' };
  await askCore(window.page, 'chat.configure', { chatId: Number(await window.openChatId()), settings });
  await expect(window.gauge).toHaveAttribute('data-window', '160');
}

/** Talks until the chat's first turn is out of sight. */
async function forgetFirst(window: MainWindow): Promise<void> {
  const first = window.questions.first().and(window.notSeen);
  for (let turn = 0; turn < 20 && !(await first.isVisible()); turn++) {
    await window.ask(`I saw ${turn + 2} birds near the sea.`);
  }
  await expect(first).toHaveCount(1);
}

const lineOf = (window: MainWindow) => window.page.getByTestId('why-unknown');

test('says why it does not know, brings the turn back in one press, and then knows', async ({ window }) => {
  await useSmallWindow(window);
  await window.ask(introduction);
  expect(await window.ask(question)).toContain('Ada');
  await expect(lineOf(window)).toHaveCount(0);
  await forgetFirst(window);

  expect(await window.ask(question)).not.toContain('Ada');
  await expect(lineOf(window)).toHaveText(/You said this in a turn it no longer sees: “Hello! My name is Ada\.”/);
  await expect(window.page.getByRole('status').filter({ hasText: 'You said this in a turn' })).toHaveCount(1);

  await lineOf(window).getByRole('button', { name: 'Hello! My name is Ada.' }).click();
  await expect(window.questions.first()).toBeInViewport();

  const askAgain = lineOf(window).getByRole('button', { name: 'Bring it back and ask again' });
  await askAgain.hover();
  await expect(window.page.getByRole('tooltip')).toContainText(/Reads \d+ tokens again/);
  const answerCount = await window.answers.count();
  expect(await answerAfter(window, () => askAgain.click())).toContain('Ada');
  await expect(lineOf(window)).toHaveCount(0);
  await expect(window.answers).toHaveCount(answerCount);
  await expect(window.questions.first().and(window.seen)).toHaveCount(1);
  await expect(window.composer).toBeFocused();
});

test('still says it after a reload, and of a hidden turn that it is hidden', async ({ window }) => {
  await useSmallWindow(window);
  await window.ask(introduction);
  await window.leaveOut(introduction);
  await window.ask('Do you know my name?');
  await expect(lineOf(window)).toContainText('in a turn that you hid from it: “Hello! My name is Ada.”');

  await window.page.reload();
  await expect(lineOf(window)).toContainText('in a turn that you hid from it: “Hello! My name is Ada.”');

  // Another turn behind it: it can be shown, and no longer be asked again.
  await expect(lineOf(window).getByRole('button', { name: 'Bring it back and ask again' })).toBeVisible();
  await window.ask('It is raining here.');
  await expect(lineOf(window).getByRole('button', { name: 'Bring it back and ask again' })).toHaveCount(0);
  await expect(lineOf(window).getByRole('button', { name: 'Hello! My name is Ada.' })).toBeVisible();

  await window.putBack(introduction);
  await expect(lineOf(window)).toHaveCount(0);
});

test('is silent once it was switched off, on every page, and can be switched on again', async ({ window }) => {
  await useSmallWindow(window);
  for (const words of [introduction, dog, boat]) {
    await window.ask(words);
    await window.leaveOut(words);
  }
  await window.ask('Do you know my name?');
  await expect(lineOf(window)).toBeVisible();

  await lineOf(window).getByRole('button', { name: 'Don’t show this' }).press('Enter');
  await expect(lineOf(window)).toHaveCount(0);
  await expect(window.composer).toBeFocused();
  await window.ask('Is my dog brown?');
  await expect(lineOf(window)).toHaveCount(0);

  await window.configure({ 'Say why it does not know': true });
  // What was asked meanwhile was not looked for; what is known from before is told again.
  await expect(lineOf(window)).toHaveCount(1);
  await window.ask('Do you know my boat?');
  await expect(lineOf(window)).toHaveCount(2);
});

test('speaks Chinese', async ({ window }) => {
  await useSmallWindow(window);
  await window.ask('我叫小明。');
  await window.leaveOut('我叫小明。');
  await window.ask('我叫什么名字？');
  await expect(lineOf(window)).toContainText('“我叫小明。”');
});
