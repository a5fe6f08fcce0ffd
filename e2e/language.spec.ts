import { wordsFor } from '../src/shared/words/catalogues.ts';
import { type AppUnderTest, expect, test } from './fixtures.ts';
import { askCore, holdLine } from './pages/line-to-core.ts';
import { MainWindow } from './pages/main-window.ts';
import { findPlainWords } from './pages/words-on-page.ts';
import type { ElectronRun } from './shells/electron-shell.ts';

const en = wordsFor('en', []);
const pseudo = wordsFor('en-XA', []);
const introduction = 'Hello! My name is Marlene.';
/** What its chat is called. */
const title = 'My name is Marlene.';
const smallTalk = 'Tell me a story.';
/** Fits into the window beside the last exchange, but not beside more. */
const long = 'What is the capital of France? '.repeat(38).trim();

/** A window with a chat in it, and a way to set the language: no button offers one that is made for tests. */
async function openWindow(app: AppUnderTest) {
  await holdLine(app.page);
  const window = new MainWindow(app.page);
  await window.waitUntilReady();
  const speak = async (language: string, tag = language) => {
    await askCore(app.page, 'app.configure', { settings: { language } });
    await expect(app.page.locator('html')).toHaveAttribute('lang', tag);
  };
  return { window, speak };
}

/** What stands on the page and comes from no catalogue: what was said, its beginnings (turns are named by them), and names. */
async function namesOn(window: MainWindow): Promise<string[]> {
  const answers = await window.answers.getByTestId('message-text').allTextContents();
  const said = [introduction, title, smallTalk, long];
  const beginnings = said.flatMap((text) => text.split(' ').map((_, index, all) => all.slice(0, index + 1).join(' ')));
  return [...beginnings, ...answers.map((answer) => answer.trim()), 'palimpsest-mini', 'fp32', 'cpu'];
}

/** The labels of the application's menu, those inside of others included. */
function readMenu(app: AppUnderTest): Promise<string[]> {
  return (app.run as ElectronRun).electron.evaluate(({ Menu }) => {
    const labelsOf = (menu: Electron.Menu | null | undefined): string[] =>
      (menu?.items ?? []).flatMap((item) => [item.label, ...labelsOf(item.submenu)]);
    return labelsOf(Menu.getApplicationMenu()).filter((label) => label !== '');
  });
}

test('changes at once, everywhere, and nothing typed is lost', async ({ app }) => {
  const { window, speak } = await openWindow(app);
  await window.ask(introduction);
  await window.composer.pressSequentially('half a se');
  await window.composer.evaluate((box) => Object.assign(box, { isSame: true }));

  await speak('en-XA');
  await expect(app.page.locator('html')).toHaveAttribute('dir', 'ltr');
  await expect(window.send).toHaveText(/^⟦Šéñð⟧/);
  await window.composer.pressSequentially('ntence');
  await expect(window.composer).toHaveValue('half a sentence');
  expect(await window.composer.evaluate((box) => 'isSame' in box && document.activeElement === box)).toBe(true);
  await expect(app.page).toHaveTitle(/^⟦.*⟧$/);

  await app.page.reload();
  await expect(app.page.locator('html')).toHaveAttribute('lang', 'en-XA');
  await expect(window.composer).toHaveValue('half a sentence');
  await speak('system', 'en');
  await expect(window.send).toHaveText(/^Send/);
});

test('leaves no word behind that is in no catalogue', async ({ app, dataDir }) => {
  const { window, speak } = await openWindow(app);
  const check = async (where: string) => {
    const names = [...(await namesOn(window)), dataDir];
    await expect.poll(() => findPlainWords(app.page, names), { message: where }).toEqual([]);
  };
  await speak('en-XA');
  await check('a new chat');
  await speak('system', 'en');
  await window.beGreedy();
  await window.ask(introduction);
  await window.showCache();
  await speak('en-XA');
  await check('a chat with the caches');
  await app.page.getByRole('tab').first().click();
  await check('the places');

  await window.ask(smallTalk);
  await window.ask(smallTalk);
  await window.write(long);
  await window.forgottenNext.waitFor();
  await check('what is forgotten next');
  await window.write(long.repeat(5));
  await expect.poll(async () => (await window.readGauge()).draft).toBeGreaterThan(1_000);
  await check('words that cannot fit');
  await window.write(long);
  await window.sendDraft();
  await check('what was forgotten');
  await window.forgotNotes.last().getByTestId('bring-back').click();
  await window.bringBackConfirm.waitFor();
  await check('what can be brought back');
  await app.page.keyboard.press('Escape');
  await window.questions.last().hover();
  await check('what can be done with a turn');

  await app.page.getByRole('button', { name: pseudo.header.replySettings }).click();
  const dialog = app.page.getByRole('dialog');
  await dialog.locator('input[type="text"], input:not([type])').last().fill('99999999');
  await dialog.locator('button[type="submit"]').click();
  await expect(dialog.locator('[aria-invalid="true"]').first()).toBeVisible();
  await check('the settings of replies, with a mistake in them');
  await app.page.keyboard.press('Escape');
  await check('what is asked before what was typed is let go');
  await app.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await speak('system', 'en');
  await window.chat(title).first().hover();
  await window
    .chat(title)
    .first()
    .getByRole('button', { name: en.chats.actions('').slice(0, 11) })
    .click();
  await speak('en-XA');
  await check('what can be done with a chat');
  await app.page.getByRole('menuitem', { name: pseudo.chats.remove }).click();
  await speak('system', 'en');
  await expect(window.undo).toBeVisible();
  await speak('en-XA');
  await check('that a chat was deleted');
});

test('is the language of the menus as well', async ({ app, shell }) => {
  test.skip(shell !== 'electron', 'the browser has its own menus');
  const { speak } = await openWindow(app);
  expect(await readMenu(app)).toContain('New Chat');
  const plainLabels = async () => (await readMenu(app)).filter((label) => /[A-Za-z]{2}/.test(label));
  await speak('en-XA');
  await expect.poll(plainLabels).toEqual([]);
  await app.restart();
  await expect.poll(plainLabels).toEqual([]);
});
