import { foundBelow } from '../src/core/test-support/words-on-disk.ts';
import { answerAfter } from './pages/branches.ts';
import { DataSettings } from './pages/data-settings.ts';
import { endless } from './pages/endless.ts';
import { EraseDialog } from './pages/erase-dialog.ts';
import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';
import type { ElectronRun } from './shells/electron-shell.ts';

test('erases a turn with all that follows it, after it has said so', async ({ window }) => {
  const dialog = new EraseDialog(window);
  await window.ask('My cat is called Zebedee.');
  await window.ask('The lighthouse stands in Bergen.');
  await window.ask('And then?');
  await dialog.ask('The lighthouse stands');
  await expect(dialog.dialog).toContainText('“The lighthouse stands in Bergen.”');
  await expect(dialog.dialog).toContainText('What follows it goes along: 1 turn, 4 messages in all');
  await expect(dialog.keep).toBeFocused();
  await window.page.keyboard.press('Enter');
  await expect(dialog.dialog).toHaveCount(0);
  await expect(window.messages).toHaveCount(6);

  await dialog.ask('The lighthouse stands');
  await dialog.erase.click();
  await expect(window.messages).toHaveCount(2);
  await expect(dialog.dialog).toHaveCount(0);
  await window.page.reload();
  await expect(window.messages).toHaveCount(2);
  await window.ask('Hello again!');

  await dialog.ask('My cat is called');
  await expect(dialog.dialog).toContainText('The chat’s title, “My cat is called Zebedee.”, was made of these words');
  await dialog.erase.click();
  await expect(window.messages).toHaveCount(0);
  await expect(window.activeChat).toContainText('New chat');
});

test('erases one of several answers alone', async ({ window }) => {
  const dialog = new EraseDialog(window);
  await window.ask('Where is Oslo?');
  await answerAfter(window, () => window.page.getByRole('button', { name: 'Try again' }).click());
  await dialog.ask('Where is Oslo?');
  await expect(dialog.dialog.getByLabel('Only the answer that is shown')).toBeChecked();
  await expect(dialog.dialog.getByTestId('erase-what')).toHaveAttribute('data-messages', '1');
  await dialog.dialog.getByLabel('The turn with all its answers').check();
  await expect(dialog.dialog.getByTestId('erase-what')).toHaveAttribute('data-messages', '3');
  await dialog.dialog.getByLabel('Only the answer that is shown').check();
  await dialog.erase.click();
  await expect(dialog.dialog).toHaveCount(0);
  await expect(window.messages).toHaveCount(2);
  // The other one is alone now, and goes with its question.
  await dialog.ask('Where is Oslo?');
  await expect(dialog.dialog.getByTestId('erase-what')).toHaveAttribute('data-messages', '2');
  await dialog.keep.click();
});

test('erases nothing while an answer is written', { tag: '@alone' }, async ({ window, sharedRun, slowEngineOf }) => {
  await window.configure(endless);
  const engine = await slowEngineOf(sharedRun);
  const dialog = new EraseDialog(window);
  await window.say('Tell me a story about a boat.');
  await window.waitForFirstWords();
  await dialog.ask('Tell me a story');
  await dialog.erase.click();
  await expect(window.page.getByText('Nothing was erased: try again once it has ended.')).toBeVisible();
  await expect(window.questions).toHaveCount(1);
  engine.resume();
  await window.waitForAnswer();
});

test('says where everything is kept, and deletes all of it once that is typed', async ({ start, shell, dataDir }) => {
  const run = await start();
  const window = new MainWindow(run.page);
  const data = new DataSettings(window);
  await window.waitUntilReady();
  await window.ask('Zebedee lives in the lighthouse.');
  await window.startNewChat();
  await window.ask('Another one about Zebedee.');
  await window.deleteChat('Another one');
  const other = shell === 'browser' ? new MainWindow(await run.openPage()) : null;
  await other?.waitUntilReady();
  await other?.openChat('Zebedee lives');

  await data.open();
  await expect(data.folder).toHaveText(dataDir);
  await expect(data.size).toContainText(/chats [\d.]+ [kM]B/);
  await data.askToDeleteEverything();
  await expect(data.question).toContainText('All 2 chats');
  await expect(data.deleteEverything).toBeDisabled();
  await data.confirmation.fill('delete something');
  await expect(data.deleteEverything).toBeDisabled();
  await data.confirmation.fill('Delete everything');
  await data.confirmation.press('Enter');
  await expect(run.page.getByRole('dialog')).toHaveCount(0);
  await expect.poll(() => foundBelow(dataDir, { said: 'Zebedee' })).toEqual([]);
  for (const page of other ? [window, other] : [window]) {
    await expect(page.chats).toHaveCount(1);
    await expect(page.messages).toHaveCount(0);
    await expect(page.undo).toHaveCount(0);
  }
  await expect(window.page.getByTestId('recently-deleted')).not.toContainText('1');
  await window.ask('Hello!');
  await expect(window.messages).toHaveCount(2);
});

test('opens the folder in which everything is kept, and has its path where that cannot be done', async ({
  window,
  sharedRun,
}) => {
  test.skip(!('electron' in sharedRun), 'The browser shell would open a window of the desktop.');
  const { electron } = sharedRun as ElectronRun;
  /** In place of the desktop: what it is asked to open, and what it answers. */
  const answerWith = (problem: string) =>
    electron.evaluate(({ shell }, answer) => {
      const asked: string[] = [];
      const { ownOpenPath = shell.openPath } = shell as { ownOpenPath?: typeof shell.openPath };
      shell.openPath = async (path) => {
        asked.push(path);
        return answer;
      };
      Object.assign(shell, { asked, ownOpenPath });
    }, problem);
  /** The app is shared: the desktop gets its place again. */
  const giveBack = () =>
    electron.evaluate(({ shell }) => {
      const { ownOpenPath } = shell as { ownOpenPath?: typeof shell.openPath };
      if (ownOpenPath) shell.openPath = ownOpenPath;
    });
  const asked = () => electron.evaluate(({ shell }) => (shell as unknown as { asked: string[] }).asked);
  const data = new DataSettings(window);
  await data.open();
  try {
    await answerWith('');
    await data.openFolder.click();
    await expect.poll(asked).toEqual([await data.folder.textContent()]);
    await expect(data.copyPath).toHaveCount(0);
    await expect(data.folderStatus).toBeEmpty();
    await answerWith('No program opens folders.');
    const status = await data.folderStatus.elementHandle();
    await data.openFolder.click();
    // What was pressed is there still, under another name, and so is what says why.
    await expect(data.copyPath).toBeFocused();
    await expect(data.folderStatus).toContainText('cannot be opened from here');
    expect(await status?.evaluate((element) => element.isConnected)).toBe(true);
  } finally {
    await giveBack();
  }
  await window.page.keyboard.press('Escape');
});

test('ends the tour where its chat is deleted in another tab, whatever it is at', async ({
  window,
  shell,
  sharedRun,
}) => {
  test.skip(shell === 'electron', 'The Electron shell has one window.');
  const other = new MainWindow(await sharedRun.openPage());
  await other.waitUntilReady();
  const { page } = window;
  const card = page.getByTestId('tour-card');
  for (const stage of ['told', 'nothing yet']) {
    await window.startNewChat();
    await page.getByTestId('tour').click();
    if (stage === 'told') await card.locator('[data-stage="told"]').waitFor();
    else await expect(window.activeChat).toContainText('See it forget');
    const chatId = await window.openChatId();
    await other.deleteChat('See it forget');
    await expect(window.chatById(chatId)).toHaveCount(0);
    await expect(card).toHaveCount(0);
    await expect(window.composer).toBeEnabled();
    await expect(window.composer).toHaveValue('');
    await expect(page.locator('.mishap')).toHaveCount(0);
  }
  await other.page.close();
});
