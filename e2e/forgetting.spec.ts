import type { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

const introduction = 'Hello! My name is Marlene.';
const smallTalk = 'Tell me a story.';
/** Fits into the window beside the last exchange, but not beside more. */
const longText = 'What is the capital of France? '.repeat(38).trim();

/** Small talk, until sending more of it would make the model forget. Leaves that unsent. */
async function fillUntilNamed(window: MainWindow): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await window.writeAndCount(smallTalk);
    if (await window.forgottenNext.isVisible()) return;
    await window.sendDraft();
  }
  throw new Error('The window was never full.');
}

/** As much said, with the same answers each time, as leaves no room for the long text, unless the model forgets. */
async function sayALittle(window: MainWindow): Promise<string> {
  await window.beGreedy();
  await window.ask(introduction);
  await window.ask(smallTalk);
  await window.ask(smallTalk);
  return (await window.questions.first().getAttribute('data-turn-id')) ?? '';
}

test('names what it will forget before it does, then no longer knows it', async ({ window }) => {
  await window.beGreedy();
  await window.ask(introduction);
  expect(await window.ask('What is my name?')).toContain('Marlene');
  const turnId = (await window.questions.first().getAttribute('data-turn-id')) ?? '';

  await fillUntilNamed(window);
  await expect(window.forgottenTurns.first()).toHaveAttribute('data-turn-id', turnId);
  await expect(window.forgottenTurns.first()).toContainText(introduction);
  await expect(window.forgottenNext).toContainText(/\d+ tokens forgotten, \d+ read again/);
  await expect(window.gauge).toHaveAttribute('data-level', 'over');
  await expect(window.messagesOf(turnId).and(window.seen)).toHaveCount(2);
  const namedCount = await window.forgottenTurns.count();
  const { used: usedBefore } = await window.readGauge();

  await window.sendDraft();
  await expect(window.forgettingLine).toContainText(/no longer sees what is above · \d+ tokens forgotten/);
  await expect(window.messages.and(window.notSeen)).toHaveCount(2 * namedCount);
  await expect(window.messagesOf(turnId).and(window.notSeen)).toHaveCount(2);
  await expect(window.messagesOf(turnId).first()).toContainText(/forgotten at \d\d:\d\d/);
  await expect(window.questions.last()).not.toContainText('forgotten');
  expect((await window.readGauge()).used).toBeLessThan(usedBefore);

  expect(await window.ask('What is my name?')).toMatch(/don't know|haven't told/);
});

test('has what stays ready before the send that forgets, and is warm after it', async ({ window }) => {
  await window.beGreedy();
  await window.ask(introduction);
  await fillUntilNamed(window);
  await window.showCache();
  await expect(await window.preparedCache()).toContainText('made ahead for the next message');
  await window.sendDraft();
  const slide = await window.readReceipt();
  expect(slide.reusedTokens).toBeGreaterThan(100);
  expect(slide.prefilledTokens).toBeLessThan(20);

  const { used, draft } = await window.writeAndCount('What is my name?');
  await expect(window.activeChat).toHaveAttribute('data-cached', String(used));
  await window.sendDraft();
  const followUp = await window.readReceipt();
  // All but the mark that ended the answer before: it was chosen, but not read.
  expect(followUp.reusedTokens).toBeGreaterThanOrEqual(used - 1);
  expect(followUp.prefilledTokens).toBeLessThanOrEqual(draft + 1);
});

test('asks first when a long text is pasted and sent at once', async ({ window }) => {
  const turnId = await sayALittle(window);
  await window.pasteAndPressEnter(longText);
  await expect(window.forgetAndSend).toBeVisible();
  await expect(window.forgottenTurns.first()).toHaveAttribute('data-turn-id', turnId);
  await expect(window.messages).toHaveCount(6);
  await expect(window.composer).toHaveValue(longText);

  await window.keepWriting.click();
  await expect(window.forgetAndSend).toBeHidden();
  await expect(window.composer).toBeFocused();
  await window.write('');
  // Until that is counted, what the words before would forget stands there by name.
  await expect(window.gauge).toHaveAttribute('data-draft', '0');
  await window.pasteAndPressEnter(longText);
  await window.forgetAndSend.click();
  await expect(window.questions).toHaveCount(4);
  await window.waitForAnswer();
  await expect(window.composer).toHaveValue('');
  await expect(window.forgettingLine).toBeVisible();
  await expect(window.messagesOf(turnId).and(window.notSeen)).toHaveCount(2);
});

test('asks even for what was named, in a chat that is set to stop and ask', async ({ window }) => {
  await window.configure({ 'Stop and ask': true });
  await sayALittle(window);
  await window.writeAndCount(longText);
  await expect(window.forgottenNext).toContainText('You will be asked when you send.');
  await window.send.click();
  await expect(window.forgetAndSend).toBeVisible();
  await expect(window.messages).toHaveCount(6);
  await window.page.keyboard.press('Escape');
  await expect(window.forgetAndSend).toBeHidden();
  await expect(window.composer).toHaveValue(longText);
});

test('goes on without asking in a chat that does not want it told', async ({ window }) => {
  const turnId = await sayALittle(window);
  await window.configure({ 'Do not tell': true });
  await window.writeAndCount('Hello!');
  await window.write('');
  await window.pasteAndPressEnter(longText);
  await expect(window.questions).toHaveCount(4);
  await window.waitForAnswer();
  await expect(window.messagesOf(turnId).and(window.notSeen)).toHaveCount(2);
});

test('refuses what can never fit, says by how much, and keeps the words', async ({ window }) => {
  await window.ask(introduction);
  const endless = 'word '.repeat(600).trim();
  await window.writeAndCount(endless);
  const { overBy, sentence } = await window.readCannotFit();
  await window.composer.press('Enter');
  await window.send.click();
  await expect(window.send).toBeEnabled();
  await expect(window.messages).toHaveCount(2);
  await expect(window.composer).toHaveValue(endless);

  // A word is a token here: what is shorter by as much as was said can be sent.
  await window.writeAndCount('word '.repeat(600 - overBy).trim());
  await expect(sentence).toBeHidden();
  await expect(window.gauge).not.toHaveAttribute('data-level', 'over');
  await window.write('');
});

test('keeps a pinned turn, and lets it go again when it is unpinned', async ({ window }) => {
  await window.beGreedy();
  await window.ask(introduction);
  const turnId = (await window.questions.first().getAttribute('data-turn-id')) ?? '';
  await fillUntilNamed(window);
  const named = window.forgottenTurns.and(window.page.locator(`[data-turn-id="${turnId}"]`));
  await expect(named).toHaveCount(1);
  await window.pin(introduction);
  await expect(named).toHaveCount(0);
  await expect(window.messagesOf(turnId).first()).toContainText('pinned');
  await window.unpin(introduction);
  await expect(named).toHaveCount(1);
  await window.pin(introduction);
  await expect(named).toHaveCount(0);

  await window.sendDraft();
  await expect(window.forgettingLine).toBeVisible();
  await expect(window.messagesOf(turnId).and(window.seen)).toHaveCount(2);
  expect(await window.ask('What is my name?')).toContain('Marlene');
});
