import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { projectRoot } from '../scripts/project.mjs';
import { writeRandomCheckpoint } from '../src/engine/test-support/random-checkpoint.ts';
import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';
import type { ElectronRun } from './shells/electron-shell.ts';

const cardOf = (page: Page) => page.getByTestId('tour-card');

/** Until the card stands at this stage and can be gone on from, by Enter as well. */
async function untilStage(page: Page, stage: string): Promise<void> {
  await cardOf(page).locator(`[data-stage="${stage}"]`).waitFor({ timeout: 60_000 });
  const goOn = cardOf(page).getByRole('button', { name: /Next|Done/ });
  await expect(goOn).not.toHaveAttribute('aria-disabled', 'true');
  await expect(goOn).toBeFocused();
}

test('shows in a few steps how a name is forgotten and brought back, on a chat that stays', async ({ window }) => {
  const { page } = window;
  await page.getByTestId('tour').click();
  await untilStage(page, 'told');
  await expect(window.gauge).toHaveAttribute('data-window', '160');
  await expect(cardOf(page)).toContainText('160 tokens');
  const told = (await window.questions.first().getAttribute('data-turn-id')) ?? '';
  const [, tokens = ''] = /take (\d+),/.exec(await cardOf(page).innerText()) ?? [];
  // The answer's end mark is counted a moment after its end.
  await expect(window.gauge).toHaveAttribute('data-used', tokens);
  // The focus is where one goes on, and Enter goes on.
  await expect(cardOf(page).getByRole('button', { name: 'Next' })).toBeFocused();
  await page.keyboard.press('Enter');

  await untilStage(page, 'filled');
  await expect(window.forgottenNext).toBeVisible();
  const named = await window.forgottenTurns.count();
  await expect(cardOf(page)).toContainText(named === 1 ? 'one turn' : `${named} turns`);
  await page.keyboard.press('Enter');

  await untilStage(page, 'asked');
  await expect(cardOf(page)).toContainText('(K and V)');
  await expect(window.messagesOf(told).and(window.notSeen)).toHaveCount(2);
  const without = await window.textOf(window.answers.last()).innerText();
  expect(without).not.toContain('Ada');
  await page.keyboard.press('Enter');
  await untilStage(page, 'forgotten');
  await expect(window.forgettingLine).toHaveClass(/guided/);
  await page.keyboard.press('Enter');
  await untilStage(page, 'bringBack');
  await page.keyboard.press('Enter');

  await untilStage(page, 'known');
  await expect(window.messagesOf(told).and(window.seen)).toHaveCount(2);
  expect(await window.textOf(window.answers.last()).innerText()).toContain('Ada');
  await expect(cardOf(page)).toContainText('it knows what it sees');
  await cardOf(page).getByRole('button', { name: 'Done' }).click();
  await expect(cardOf(page)).toHaveCount(0);
  // What began the tour is gone: one goes on where one writes.
  await expect(window.composer).toBeFocused();
  await expect(window.activeChat).toContainText('See it forget');
  await page.reload();
  await window.waitUntilReady();
  await expect(window.questions.first()).toContainText('Ada');
});

test('is left with Escape at any stage, and its chat is one like any other', async ({ window }) => {
  const { page } = window;
  await page.getByTestId('tour').click();
  await untilStage(page, 'told');
  await page.keyboard.press('Escape');
  await expect(cardOf(page)).toHaveCount(0);
  await window.ask('How are you today?');
  await expect(window.questions).toHaveCount(2);
});

test('is over when another chat is opened', async ({ window }) => {
  const { page } = window;
  await page.getByTestId('tour').click();
  await untilStage(page, 'told');
  await window.startNewChat();
  await page.waitForTimeout(300);
  await expect(cardOf(page)).toHaveCount(0);
});

test('goes through with a model that says nothing sensible', async ({ start, dataDir }) => {
  const modelDir = join(dataDir, 'another-gpt2');
  const config = { vocab_size: 4096, n_positions: 256, n_embd: 64, n_layer: 2, n_head: 2 };
  writeRandomCheckpoint(modelDir, { config, seed: 3, storedType: 'BF16', prefix: '' });
  cpSync(join(projectRoot, 'models', 'palimpsest-mini', 'tokenizer.json'), join(modelDir, 'tokenizer.json'));
  const window = new MainWindow((await start(['--model', modelDir])).page);
  await window.waitUntilReady();
  await window.page.getByTestId('tour').click();
  for (const stage of ['told', 'filled', 'asked', 'forgotten', 'bringBack', 'known']) {
    await untilStage(window.page, stage);
    await cardOf(window.page)
      .getByRole('button', { name: /Next|Done/ })
      .click();
  }
  await expect(cardOf(window.page)).toHaveCount(0);
  await expect(window.activeChat).toContainText('See it forget');
});

test.describe('in Electron', () => {
  test.skip(({ shell }) => shell !== 'electron', 'of Electron alone');

  test('is there again from the menu', async ({ start }) => {
    const run = (await start()) as ElectronRun;
    const window = new MainWindow(run.page);
    await window.waitUntilReady();
    await window.ask('Hello!');
    await run.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('tour')?.click());
    await untilStage(run.page, 'told');
  });
});
