import { answerAfter } from './pages/branches.ts';
import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

const story = 'Tell me a story about a boat.';

test('copies a message and its answer as plain text, and says so', async ({ window }) => {
  await window.beGreedy();
  const answer = await window.ask('Hello! My name is Ada.');
  const turn = window.turnWith('Hello! My name is Ada.');
  await turn.hover();
  for (const [name, text] of [
    ['Copy your message', 'Hello! My name is Ada.'],
    ['Copy the answer', answer],
  ] as const) {
    await turn.getByRole('button', { name }).click();
    await expect(window.page.getByTestId('copy-status')).toHaveText('Copied');
    // That it was copied may still be said of the copy before.
    await expect
      .poll(async () => {
        await window.write('');
        await window.page.keyboard.press('Control+v');
        return window.composer.inputValue();
      })
      .toBe(text);
    await window.write('');
  }
});

test('is one tab stop on every turn, and goes through its buttons by arrow keys', async ({ window }) => {
  await window.beGreedy();
  await window.ask('Hello!');
  const { page } = window;
  const names = [
    ...['Edit your message', 'Copy your message', 'Edit the answer', 'Copy the answer'],
    ...['Copy the turn as Markdown', 'Try again', 'Branch into a new chat', 'Pin', 'Hide from the model', 'More'],
  ];
  const row = page.getByRole('group', { name: 'Actions for “Hello!”' });
  await expect(row.getByRole('button')).toHaveCount(names.length);
  await expect(row.locator('button[tabindex="0"]')).toHaveCount(1);
  await row.getByRole('button').first().focus();
  for (const name of names) {
    await expect(row.getByRole('button', { name, exact: true })).toBeFocused();
    await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('Home');
  await expect(row.getByRole('button').first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tooltip')).toHaveText('Copy your message');
});

test('asks any last answer again, and offers chance once where greedy says the same', async ({ window }) => {
  await window.beGreedy();
  const { page } = window;
  const first = await window.ask(story);
  const turn = window.turnWith(story);
  const offer = page.getByTestId('chance-offer');
  await turn.getByRole('button', { name: 'Try again' }).click();
  await expect(offer).toContainText('The same words again');
  await expect(window.answers).toHaveCount(1);
  expect(await window.textOf(window.answers.last()).textContent()).toBe(first);
  await answerAfter(window, () => offer.getByRole('button', { name: 'Try with chance' }).click());
  await expect(offer).toHaveCount(0);
  await expect(window.replySettings).toHaveAccessibleName(/varied/);

  await window.beGreedy();
  await answerAfter(window, () => turn.getByRole('button', { name: 'Try again' }).click());
  await answerAfter(window, () => turn.getByRole('button', { name: 'Try again' }).click());
  await expect(offer).toHaveCount(0);
});

test('goes on with an answer that ended at the maximum, and says how much it took over', async ({ window }) => {
  await window.configure({ Greedy: true, 'Maximum reply': '12' });
  const first = await window.ask(story);
  const turn = window.turnWith(story);
  await turn.getByRole('button', { name: 'Continue' }).click();
  await expect(window.receipts.last()).toHaveAttribute('data-taken-over', '12');
  await expect(window.composer).toBeFocused();
  const second = (await window.textOf(window.answers.last()).textContent()) ?? '';
  expect(second.startsWith(first)).toBe(true);
  expect(second.length).toBeGreaterThan(first.length);
  await expect(window.receipts.last()).toHaveAttribute('data-decoded', '12');
  await expect(window.receipts.last()).toHaveAttribute('data-prefilled', '1');

  // Asked again it says the beginning alone: other words, which use up no offer; then the same, and that is offered.
  const offer = window.page.getByTestId('chance-offer');
  await turn.getByRole('button', { name: 'Try again' }).click();
  await expect(window.textOf(window.lastAnswer('done'))).toHaveText(first);
  await expect(offer).toHaveCount(0);
  await turn.getByRole('button', { name: 'Try again' }).click();
  await expect(offer).toBeVisible();
});

test('keeps the old words in sight while it goes on, and through a reload and a restart', { tag: '@alone' }, async ({
  start,
  slowEngineOf,
}) => {
  const run = await start();
  const window = new MainWindow(run.page);
  await window.waitUntilReady();
  await window.beGreedy();
  const engine = await slowEngineOf(run);
  await window.say(story);
  await window.waitForFirstWords();
  await window.stop.click();
  await window.lastAnswer('stopped').waitFor();
  const begun = ((await window.textOf(window.answers.last()).textContent()) ?? '').replace(/\ufffd+$/, '');
  engine.freeze();
  await window.turnWith(story).getByRole('button', { name: 'Continue' }).click();
  await expect(window.textOf(window.lastAnswer('streaming'))).toHaveText(begun);
  await run.page.reload();
  await expect(window.textOf(window.lastAnswer('streaming'))).toHaveText(begun);
  await run.signal('SIGKILL');
  engine.resume();
  const again = new MainWindow((await start()).page);
  await again.waitUntilReady();
  await expect(again.textOf(again.lastAnswer('stopped'))).toHaveText(begun);
  await again.turnWith(story).getByRole('button', { name: 'Continue' }).click();
  await again.waitForAnswer();
  expect((await again.textOf(again.answers.last()).textContent())?.startsWith(begun)).toBe(true);
});
