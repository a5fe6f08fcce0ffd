import type { Page } from '@playwright/test';
import { endless } from './pages/endless.ts';
import { MainWindow } from './pages/main-window.ts';
import { expect, type SharedFixtures, test } from './shared-app.ts';
import type { ShellRun } from './shells/running-app.ts';

const story = 'Tell me a story.';

/** Starts the app on the test's folder, ready to be talked to. */
async function open(start: SharedFixtures['start']) {
  const run = await start();
  const window = new MainWindow(run.page);
  await window.waitUntilReady();
  return { run, window };
}

/** What the window shows of what was said, as somebody would compare it before and after. */
async function readAll(window: MainWindow) {
  await window.messages.first().waitFor();
  return {
    words: await window.textOf(window.messages).allTextContents(),
    states: await window.messages.evaluateAll((all) => all.map((each) => each.getAttribute('data-state'))),
    seen: await window.messages.evaluateAll((all) => all.map((each) => each.getAttribute('data-seen'))),
    receipts: await window.receipts.allTextContents(),
    line: await window.forgettingLine.allTextContents(),
    draft: await window.composer.inputValue(),
    titles: await window.page.locator('.chat-title').allTextContents(),
    openChatId: await window.openChatId(),
  };
}

test('keeps what was said when it is stopped, and finds everything after a restart', { tag: '@alone' }, async ({
  start,
  slowEngineOf,
}) => {
  const { run, window } = await open(start);
  await window.ask('What is the capital of Italy?');
  await window.startNewChat();
  await window.configure({ Greedy: true, 'Maximum reply, in tokens': '256', 'Do not tell': true });
  await window.ask('Hello! My name is Marlene.');
  for (let asked = 0; asked < 12 && !(await window.forgettingLine.isVisible()); asked++) await window.ask(story);
  await expect(window.forgettingLine).toBeVisible();
  await window.configure(endless);
  const engine = await slowEngineOf(run);
  await window.say(story);
  await window.waitForFirstWords();
  engine.freeze();
  await window.stop.click();
  engine.thaw();
  await window.lastAnswer('stopped').waitFor();
  engine.resume();
  expect(await window.textOf(window.answers.last()).textContent()).not.toBe('');
  await window.renameChat('My name is Marlene.', 'Marlene');
  await expect(window.activeChat.locator('.chat-title')).toHaveText('Marlene');
  await window.writeAndCount('unsent words');
  const before = await readAll(window);
  expect(await run.close()).toEqual({ exitCode: 0, signal: null });

  const { window: again } = await open(start);
  await expect(again.composer).toHaveValue('unsent words');
  await expect.poll(() => readAll(again)).toEqual(before);
  await expect(again.gauge).toHaveAttribute('data-reserve', '256');
  await again.beGreedy();
  expect(await again.ask('What is the capital of France?')).toContain('Paris');
});

interface Shown {
  readonly atMs: number;
  readonly text: string;
}

/** Notes what the newest answer shows, frame by frame, on this side of the page: the page may end at any time. */
async function noteWhatIsShown(page: Page): Promise<Shown[]> {
  const shown: Shown[] = [];
  await page.exposeFunction('noteShown', (atMs: number, text: string) => shown.push({ atMs, text }));
  await page.evaluate(() => {
    const note = (globalThis as unknown as { noteShown(atMs: number, text: string): void }).noteShown;
    let last = '';
    const look = () => {
      const texts = document.querySelectorAll('[data-role="assistant"] [data-testid="message-text"]');
      const text = texts[texts.length - 1]?.textContent ?? '';
      if (text !== last) note(Date.now(), text);
      last = text;
      requestAnimationFrame(look);
    };
    look();
  });
  return shown;
}

async function killEverything(run: ShellRun): Promise<number> {
  const pids = new Set([run.mainPid, await run.corePid(), await run.enginePid()]);
  const atMs = Date.now();
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await run.signal('SIGKILL');
  return atMs;
}

test('loses nothing that was said, and nothing shown 250 ms before, when all of it is killed', {
  tag: '@alone',
}, async ({ start, slowEngineOf }) => {
  const { run, window } = await open(start);
  const answer = await window.ask('Hello! My name is Marlene.');
  await window.configure(endless);
  const shown = await noteWhatIsShown(run.page);
  await slowEngineOf(run);
  await window.say(story);
  await window.waitForFirstWords();
  const begunMs = Date.now();
  await expect.poll(() => (shown.at(-1)?.atMs ?? 0) - begunMs).toBeGreaterThan(350);
  await expect(window.lastAnswer('streaming')).toBeVisible();
  const killedMs = await killEverything(run);

  const promised = shown.filter(({ atMs }) => atMs <= killedMs - 250).at(-1)?.text ?? '';
  expect(promised).toMatch(/\S/);
  const { window: again } = await open(start);
  await expect(again.textOf(again.questions)).toHaveText(['Hello! My name is Marlene.', story]);
  await expect(again.textOf(again.answers.first())).toHaveText(answer);
  await expect(again.lastAnswer('stopped')).toContainText('cut off when Palimpsest ended');
  const kept = (await again.textOf(again.answers.last()).textContent()) ?? '';
  expect(kept.slice(0, promised.length)).toBe(promised);
  await again.configure({ Greedy: true, 'Maximum reply, in tokens': '96' });
  expect(await again.ask('Hello!')).not.toBe('');
});

/** The model knows a name, and its engine stands still in the middle of a story. */
async function freezeInAStory(start: SharedFixtures['start'], slowEngineOf: SharedFixtures['slowEngineOf']) {
  const { run, window } = await open(start);
  await window.beGreedy();
  await window.ask('Hello! My name is Marlene.');
  const engine = await slowEngineOf(run);
  await window.say(story);
  await window.waitForFirstWords();
  engine.freeze();
  return { run, window };
}

test('tells when the engine is killed in an answer, keeps its words, and goes on', { tag: '@alone' }, async ({
  start,
  slowEngineOf,
}) => {
  const { run, window } = await freezeInAStory(start, slowEngineOf);
  const shown = await window.textOf(window.answers.last()).innerText();
  process.kill(await run.enginePid(), 'SIGKILL');
  await expect(window.lastAnswer('failed')).toContainText(/the model stopped and was started again/i);
  await expect(window.textOf(window.answers.last())).toContainText(shown.trim());
  expect(await window.ask('What is my name?')).toContain('Marlene');
});

test('tells when the engine freezes, starts another, and goes on', { tag: '@alone' }, async ({
  start,
  slowEngineOf,
}) => {
  const { window } = await freezeInAStory(start, slowEngineOf);
  await expect(window.lastAnswer('failed')).toContainText(/the model stopped answering and was started again/i, {
    timeout: 30_000,
  });
  expect(await window.ask('What is my name?')).toContain('Marlene');
});

test('goes on showing an answer that the page was reloaded in', { tag: '@alone' }, async ({
  window,
  sharedRun,
  slowEngineOf,
}) => {
  await window.beGreedy();
  const engine = await slowEngineOf(sharedRun);
  await window.say(story);
  await window.waitForFirstWords();
  engine.freeze();
  const shown = await window.textOf(window.answers.last()).innerText();
  await window.page.reload();
  await expect(window.textOf(window.lastAnswer('streaming'))).toContainText(shown.trim());
  await expect(window.stop).toBeVisible();
  engine.thaw();
  const grown = new RegExp(`^${shown.trim()}.+`);
  await expect(window.textOf(window.answers.last())).toHaveText(grown);
  engine.resume();
  expect(await window.waitForAnswer()).toMatch(grown);
  await expect(window.lastAnswer('done')).toBeVisible();
});
