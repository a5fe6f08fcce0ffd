import { expect, test } from './fixtures.ts';
import { ChatPage } from './pages/chat-page.ts';
import { isRunning } from './shells/process-table.ts';

test('says which shell it is in, and answers', async ({ app }) => {
  const chat = new ChatPage(app.page);
  await expect(chat.app).toHaveAttribute('data-shell', app.shell);
  await expect(chat.app).toHaveAttribute('data-engine', 'ready');
  expect(await chat.ask('My name is Ada.')).not.toBe('');
});

test('finds the chat again after a reload, over a new line', async ({ app }) => {
  const chat = new ChatPage(app.page);
  const answer = await chat.ask('My name is Ada.');
  await app.page.reload();
  await expect(chat.textOf(chat.questions.last())).toHaveText('My name is Ada.');
  await expect(chat.textOf(chat.answers.last())).toHaveText(answer);
  await chat.ask('What is my name?');
  await expect(chat.answers).toHaveCount(2);
});

test('finds the chat again after a restart', async ({ app }) => {
  const answer = await new ChatPage(app.page).ask('My name is Ada.');
  expect(await app.close()).toEqual({ exitCode: 0, signal: null });
  const chat = new ChatPage(await app.restart());
  await expect(chat.textOf(chat.answers.last())).toHaveText(answer);
});

test('saves what was shown when it is closed in the middle of a turn', async ({ app }) => {
  const chat = new ChatPage(app.page);
  await chat.say('Tell me a long story about the sea.');
  const answer = chat.textOf(chat.answers.last());
  await expect(answer).toHaveText(/\S/);
  const shown = await answer.innerText();
  expect(await app.close()).toEqual({ exitCode: 0, signal: null });

  const again = new ChatPage(await app.restart());
  await expect(again.textOf(again.questions.last())).toHaveText('Tell me a long story about the sea.');
  expect((await again.textOf(again.answers.last()).innerText()).startsWith(shown.trimEnd())).toBe(true);
});

test('ends core and engine when the main process is killed', async ({ app }) => {
  await expect(app.page.getByTestId('app')).toHaveAttribute('data-engine', 'ready');
  const pids = [await app.corePid(), await app.enginePid()];
  expect(pids.every(isRunning)).toBe(true);
  await app.killHard();
  await expect.poll(() => pids.filter(isRunning), { timeout: 5_000 }).toEqual([]);
  await app.restart();
});

test('goes on with another engine when the engine is killed', async ({ app }) => {
  const chat = new ChatPage(app.page);
  await chat.ask('My name is Ada.');
  const firstEngine = await app.enginePid();
  process.kill(firstEngine, 'SIGKILL');
  await expect(chat.app).toHaveAttribute('data-engine', 'ready');
  await expect.poll(() => app.enginePid().catch(() => firstEngine)).not.toBe(firstEngine);
  await chat.ask('What is my name?');
});

test('ends cleanly on SIGTERM', async ({ app }) => {
  await expect(app.page.getByTestId('app')).toHaveAttribute('data-engine', 'ready');
  expect(await app.run.signal('SIGTERM')).toEqual({ exitCode: 0, signal: null });
  await app.restart();
});

test('runs no script that did not come with the page', async ({ app }) => {
  const hasRun = await app.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.body.dataset.injected = "script"';
    document.body.append(script);
    const image = document.createElement('img');
    image.setAttribute('onerror', 'document.body.dataset.injected = "handler"');
    image.src = 'data:,';
    document.body.append(image);
    // The type knows functions only; browsers also take text, which is what must not run.
    (setTimeout as (code: string) => void)('document.body.dataset.injected = "timer"');
    return new Promise((resolve) => setTimeout(() => resolve(document.body.dataset.injected), 300));
  });
  expect(hasRun).toBeUndefined();
});

test('reaches nothing outside the app', async ({ app }) => {
  const outcome = await app.page.evaluate(() =>
    fetch('http://127.0.0.1:9/').then(
      () => 'answered',
      () => 'refused',
    ),
  );
  expect(outcome).toBe('refused');
});
