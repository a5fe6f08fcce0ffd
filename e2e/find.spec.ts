import type { MainWindow } from './pages/main-window.ts';
import { markedWords } from './pages/palette.ts';
import { expect, test } from './shared-app.ts';

const barOf = (window: MainWindow) => window.page.getByTestId('find-bar');
const boxOf = (window: MainWindow) => barOf(window).getByRole('textbox');
const placeOf = (window: MainWindow) => window.page.getByTestId('find-place');

test('finds words in the open chat, goes from one place to the next, and gives the focus back', async ({ window }) => {
  const { keyboard } = window.page;
  await window.beGreedy();
  await window.ask('The café by the lighthouse.');
  await window.ask('Another CAFE there.');
  await window.ask('Tell me a story.');
  await window.composer.focus();
  await keyboard.press('ControlOrMeta+F');
  await expect(boxOf(window)).toBeFocused();
  await keyboard.type('cafe');
  // It counts a few milliseconds at a time, and says what it has so far.
  await expect(placeOf(window)).toHaveAttribute('aria-busy', 'false');
  await expect(placeOf(window)).toHaveAttribute('data-count', /^[2-9]$/);
  const count = Number(await placeOf(window).getAttribute('data-count'));
  await expect.poll(() => markedWords(window.page, 'found')).toHaveLength(count);
  expect(await markedWords(window.page, 'found')).toEqual(expect.arrayContaining(['café', 'CAFE']));
  await expect.poll(() => markedWords(window.page, 'foundHere')).toHaveLength(1);
  const at = Number(await placeOf(window).getAttribute('data-at'));
  await keyboard.press('Enter');
  await expect(placeOf(window)).toHaveText(`${(at % count) + 1} of ${count}`);
  await keyboard.press('Shift+Enter');
  await expect(placeOf(window)).toHaveText(`${at} of ${count}`);
  await keyboard.press('F3');
  await expect(placeOf(window)).toHaveText(`${(at % count) + 1} of ${count}`);
  await boxOf(window).fill('nowhere to be found (');
  await expect(placeOf(window)).toHaveText('not found');
  await keyboard.press('Escape');
  await expect(barOf(window)).toHaveCount(0);
  await expect(window.composer).toBeFocused();
  expect(await markedWords(window.page, 'found')).toEqual([]);
});

test('finds what the model no longer sees, and says so', async ({ window }) => {
  await window.beGreedy();
  await window.configure({ 'Do not tell': true });
  await window.ask('Hello! My name is Quillon.');
  const first = (await window.questions.first().getAttribute('data-turn-id')) ?? '';
  for (let turn = 0; turn < 20; turn++) {
    await window.ask('Tell me a story.');
    if ((await window.messagesOf(first).and(window.notSeen).count()) > 0) break;
  }
  await window.page.keyboard.press('ControlOrMeta+F');
  await boxOf(window).fill('quillon');
  await expect(barOf(window)).toContainText('The model no longer sees this turn.');
  await expect(window.questions.first()).toBeInViewport();
  await boxOf(window).press('Escape');
});

test('says of a turn that was hidden that it was, and not that it is no longer seen', async ({ window }) => {
  await window.beGreedy();
  await window.ask('Hello! My name is Quillon.');
  await window.leaveOut('Quillon');
  await window.page.keyboard.press('ControlOrMeta+F');
  await boxOf(window).fill('name is quillon');
  await expect(barOf(window)).toContainText('You hid this turn from the model.');
  await expect(barOf(window)).not.toContainText('no longer');
  await boxOf(window).press('Escape');
});

/** Runs in the page: the numbers of places that are told while an answer is being written. */
function countsWhileWriting(): Promise<number[]> {
  return new Promise((resolve) => {
    const counts: number[] = [];
    let wasWriting = false;
    const look = () => {
      const isWriting = document.querySelector('[data-role="assistant"][data-state="streaming"]') !== null;
      const count = Number(document.querySelector<HTMLElement>('[data-testid="find-place"]')?.dataset.count);
      if (isWriting && counts.at(-1) !== count) counts.push(count);
      if (wasWriting && !isWriting) return resolve(counts);
      wasWriting ||= isWriting;
      requestAnimationFrame(look);
    };
    look();
  });
}

test('finds the words of an answer as it grows', { tag: '@alone' }, async ({ window, sharedRun, slowEngineOf }) => {
  await window.beGreedy();
  await window.page.keyboard.press('ControlOrMeta+F');
  await boxOf(window).fill('e');
  await slowEngineOf(sharedRun);
  const counts = window.page.evaluate(countsWhileWriting);
  await window.say('Tell me a story.');
  // At first the two of its question, then those of the answer as well.
  expect((await counts).length).toBeGreaterThan(1);
  const said = (await window.page.getByTestId('message-text').allTextContents()).join(' ');
  await expect(placeOf(window)).toHaveAttribute('data-count', `${said.match(/e/gi)?.length}`);
  await barOf(window).getByRole('button', { name: 'Close' }).click();
});

test('Escape stops the answer first, then leaves, wherever the focus is', { tag: '@alone' }, async ({
  window,
  sharedRun,
  slowEngineOf,
}) => {
  await window.beGreedy();
  await window.page.keyboard.press('ControlOrMeta+F');
  await boxOf(window).fill('story');
  const engine = await slowEngineOf(sharedRun);
  engine.freeze();
  await window.say('Tell me a story.');
  await window.lastAnswer('streaming').waitFor();
  await window.page.locator('.transcript').focus();
  await window.page.keyboard.press('Escape');
  engine.resume();
  await window.lastAnswer('stopped').waitFor();
  await expect(barOf(window)).toBeVisible();
  await window.page.keyboard.press('Escape');
  await expect(barOf(window)).toHaveCount(0);
  await expect(window.page.locator('.transcript')).toBeFocused();
});
