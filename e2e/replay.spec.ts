import { readFileSync } from 'node:fs';
import type { MainWindow } from './pages/main-window.ts';
import { exportReplay, ReplayPage } from './pages/replay-page.ts';
import { expect, test } from './shared-app.ts';

const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(2)> 你好';

/** Says something that would like to run, and then as much as makes the model forget. */
async function forgetSomething(window: MainWindow): Promise<void> {
  await window.configure({ Greedy: true, 'Maximum reply': '24', 'Window in use, in tokens': '160' });
  await window.ask('Hello! My name is Olga.');
  await window.ask(hostile);
  for (let turn = 0; turn < 12 && !(await window.forgettingLine.isVisible()); turn++) {
    await window.ask('What is the capital of France?');
  }
  await expect(window.forgettingLine).toBeVisible();
  await window.ask('What is my name?');
}

test('plays a chat from a file alone, with the numbers of its receipts', async ({
  window,
  sharedRun,
  sharedBrowser,
  dataDir,
}) => {
  await forgetSomething(window);
  const receipts = await window.receipts.evaluateAll((all) =>
    all.map((receipt) =>
      ['reused', 'prefilled', 'decoded'].map((name) => Number(receipt.getAttribute(`data-${name}`))),
    ),
  );
  const line = await window.forgettingLine.innerText();
  const { limit } = await window.readGauge();
  const path = await exportReplay(sharedRun, dataDir);
  expect(readFileSync(path, 'utf8')).not.toContain('<img');

  const replay = await ReplayPage.open(await sharedBrowser(), path);
  await expect(replay.turns).toHaveCount(1);
  await expect(replay.receipts).toHaveCount(0);
  const said = await replay.stepThrough();
  expect(said.filter((sentence) => sentence.includes('forgets'))).toHaveLength(await window.forgotNotes.count());
  await expect(replay.turns).toHaveCount(receipts.length);
  expect(await replay.readReceipts()).toEqual(receipts);
  const replayed = await replay.readGauge();
  expect(replayed).toMatchObject({ limit, window: 160 });
  await expect(window.gauge).toHaveAttribute('data-used', String(replayed.used));
  expect(await replay.turns.nth(1).getByTestId('message-text').first().innerText()).toBe(hostile);
  const forgotten = /\d+ tokens forgotten/.exec(line)?.[0] ?? 'nothing';
  await expect(replay.forgettingLine).toContainText(forgotten);

  // By keyboard: back to the beginning, one step on, and to the end of it all.
  await replay.page.keyboard.press('Home');
  await expect(replay.position).toHaveValue('0');
  await replay.page.keyboard.press('ArrowRight');
  await expect(replay.caption).toHaveText(said[1] ?? '');
  await replay.page.keyboard.press('ArrowLeft');
  await expect(replay.caption).toHaveText(said[0] ?? '');
  await replay.page.keyboard.press('Space');
  await expect(replay.play).toHaveAccessibleName('Pause');
  await expect(replay.position).not.toHaveValue('0');
  await replay.page.keyboard.press('Space');
  await replay.page.keyboard.press('End');
  await expect(replay.position).toHaveValue(String(said.length - 1));
  await expect(replay.position).toHaveAttribute('aria-valuetext', said.at(-1) ?? '');

  // What is printed is the last state, wherever it stood.
  await replay.page.keyboard.press('Home');
  await replay.page.evaluate(() => globalThis.dispatchEvent(new Event('beforeprint')));
  await expect(replay.receipts).toHaveCount(receipts.length);
  await replay.page.evaluate(() => globalThis.dispatchEvent(new Event('afterprint')));
  await expect(replay.position).toHaveValue('0');

  await replay.page.setViewportSize({ width: 640, height: 400 });
  const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await replay.page.evaluate(overflow)).toBe(0);
  expect(replay.complaints).toEqual([]);
  await replay.close();
});
