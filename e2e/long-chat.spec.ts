import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSHandle } from '@playwright/test';
import { insertLongChats, wordsOf } from '../src/core/test-support/long-chat.ts';
import type { TranscriptView } from '../src/renderer/src/chat/transcript-view.ts';
import { test as base, expect } from './fixtures.ts';
import { MainWindow } from './pages/main-window.ts';
import { reloadWith, transcriptOf } from './pages/transcript.ts';
import type { ShellKind, ShellRun } from './shells/running-app.ts';
import { startShell } from './shells/start-shell.ts';

const turnCount = 5_000;
const messageCount = 2 * turnCount;
const newest = wordsOf(turnCount - 1, 'assistant').slice(0, 30);

interface LongChat {
  readonly window: MainWindow;
  readonly transcript: JSHandle<TranscriptView>;
}

/** All tests of a shell share an app whose open chat has 5,000 turns, told to the end. */
const test = base.extend<{ readonly long: LongChat }, { readonly longRun: ShellRun }>({
  longRun: [
    async ({ sharedBrowser }, use, workerInfo) => {
      const { shell } = workerInfo.project.use as { readonly shell: ShellKind };
      const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'palimpsest-e2e-')));
      insertLongChats(dataDir, [{ title: 'Long one', turnCount }]);
      const run = await startShell(shell, { dataDir, flags: [] }, sharedBrowser);
      await use(run);
      await run.signal('SIGKILL');
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  long: async ({ longRun }, use) => {
    const window = new MainWindow(longRun.page);
    await window.waitUntilReady();
    if ((await window.activeChat.count()) === 0) await window.openChat('Long one');
    await expect(window.messages).toHaveCount(messageCount);
    await use({ window, transcript: await transcriptOf(window.page) });
  },
});

/** The message that stands highest in sight, and how far below the view's top, in px. */
function readPlace(window: MainWindow) {
  return window.page.evaluate(() => {
    const top = document.querySelector('.transcript')?.getBoundingClientRect().top ?? 0;
    for (const message of document.querySelectorAll<HTMLElement>('[data-testid="message"]')) {
      const box = message.getBoundingClientRect();
      if (box.bottom > top + 1 && box.height > 0) return { id: message.dataset.messageId, belowPx: box.top - top };
    }
    return null;
  });
}

/** Until what the wheel set in motion has moved nothing for a while of frames: it goes on by itself, and begins a moment late. */
function untilAtRest(window: MainWindow): Promise<void> {
  return window.answers.last().evaluate(
    (message) =>
      new Promise<void>((resolve) => {
        let [top, stillFrames] = [Number.NaN, 0];
        const look = () => {
          const now = message.getBoundingClientRect().top;
          stillFrames = now === top ? stillFrames + 1 : 0;
          top = now;
          if (stillFrames < 20) requestAnimationFrame(look);
          else resolve();
        };
        look();
      }),
  );
}

/** The message that says this. */
function idOf(transcript: LongChat['transcript'], words: string): Promise<number> {
  return transcript.evaluate((view, said) => [...view.messages()].find(({ text }) => text === said)?.id ?? 0, words);
}

test('opens at the newest message, and stays there while the older ones come', async ({ long: { window } }) => {
  await window.page.reload();
  const last = window.textOf(window.answers.last());
  await expect(last).toContainText(newest);
  await expect(last).toBeInViewport({ ratio: 0.9 });
  await expect(window.messages).toHaveCount(messageCount);
  await expect(last).toBeInViewport({ ratio: 0.9 });
  await expect(window.textOf(window.questions.first())).toHaveText(wordsOf(0, 'user'));
});

test('stays at what is read while older messages come', async ({ long: { window } }) => {
  await window.page.reload();
  await expect(window.answers.last()).toBeInViewport();
  await window.page.locator('.transcript').hover();
  await window.page.mouse.wheel(0, -900);
  await expect(window.answers.last()).not.toBeInViewport();
  await untilAtRest(window);
  const before = await readPlace(window);
  await expect(window.messages).toHaveCount(messageCount);
  const after = await readPlace(window);
  expect(after?.id).toBe(before?.id);
  expect(Math.abs((after?.belowPx ?? 0) - (before?.belowPx ?? 0))).toBeLessThan(4);
});

test('marks words in every message, seen or not', async ({ long: { window, transcript } }) => {
  const marked = await transcript.evaluate((view) => {
    const ranges = [...view.messages()].flatMap(({ id: messageId, text }) => {
      const start = text.indexOf('lighthouse');
      return start < 0 ? [] : [{ messageId, start, end: start + 'lighthouse'.length }];
    });
    view.mark('found', ranges);
    const drawn = [...(CSS.highlights.get('found') ?? [])];
    const words = drawn.map((range) => range.startContainer.textContent?.slice(range.startOffset, range.endOffset));
    view.mark('found', []);
    return { areAll: drawn.length === ranges.length && drawn.length > 0, words: [...new Set(words)] };
  });
  expect(marked).toEqual({ areAll: true, words: ['lighthouse'] });
  // The browser's own search finds what is far from sight, too.
  const native = await window.page.evaluate(() => {
    document.getSelection()?.removeAllRanges();
    const { find } = globalThis as unknown as { readonly find: (...search: readonly unknown[]) => boolean };
    const isFound = find.call(globalThis, 'Answer 3141.', true, false, true);
    return isFound && document.getSelection()?.anchorNode?.textContent?.slice(0, 12);
  });
  expect(native).toBe('Answer 3141.');
});

for (const turn of [0, 2_500, 4_000, turnCount - 1]) {
  test(`shows turn ${turn} and gives it the focus`, async ({ long: { window, transcript } }) => {
    const words = wordsOf(turn, 'assistant');
    const id = await idOf(transcript, words);
    expect(await transcript.evaluate((view, messageId) => view.show(messageId), id)).toBe(true);
    const message = window.page.locator(`[data-message-id="${id}"]`);
    await expect(window.textOf(message)).toBeInViewport();
    await expect(message).toBeFocused();
    await expect(window.textOf(message)).toHaveText(words);
    // It shows all that a message shows, and stays where it is once its neighbours have got their heights.
    await expect(message.getByTestId('receipt')).toBeVisible();
    await expect(window.textOf(message)).toBeInViewport();
  });
}

test('knows no message of another chat', async ({ long: { transcript } }) => {
  expect(await transcript.evaluate((view) => view.show(99_999_999))).toBe(false);
});

const said = Array.from({ length: turnCount }, (_, turn) => [wordsOf(turn, 'user'), wordsOf(turn, 'assistant')])
  .flat()
  .join('\n\n');

/** What the clipboard has, as something that is pasted into would get it. An empty one is never pasted. */
async function pasted(window: MainWindow): Promise<string> {
  const words = window.page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const take = (event: ClipboardEvent) => {
          event.preventDefault();
          event.stopPropagation();
          resolve(event.clipboardData?.getData('text/plain') ?? '');
        };
        document.addEventListener('paste', take, { capture: true, once: true });
        setTimeout(() => {
          document.removeEventListener('paste', take, { capture: true });
          resolve('');
        }, 2_000);
      }),
  );
  await window.page.keyboard.press('ControlOrMeta+v');
  return words;
}

/** Until the clipboard has something else: what it has next, it got since. */
async function copyOther(window: MainWindow): Promise<void> {
  await window.textOf(window.questions.last()).click({ clickCount: 3 });
  await window.page.keyboard.press('ControlOrMeta+c');
  await expect.poll(async () => (await pasted(window)).trim()).toBe(wordsOf(turnCount - 1, 'user'));
}

test('copies all that was said, selected by its key or by a menu', async ({ long: { window } }) => {
  const { keyboard } = window.page;
  await copyOther(window);
  await window.page.locator('section.transcript').focus();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.press('ControlOrMeta+c');
  await expect.poll(() => pasted(window)).toBe(said);
  await copyOther(window);
  // As the window's menu does, and the one of a right click.
  const selectByMenu = () => window.page.evaluate(() => document.execCommand('selectAll'));
  await selectByMenu();
  await selectByMenu();
  await keyboard.press('ControlOrMeta+c');
  await expect.poll(() => pasted(window)).toBe(said);
});

test('copies all that was said also where it was copied before it was all there', async ({ long: { window } }) => {
  await copyOther(window);
  const copied = await reloadWith(window.page, async (find) => {
    for (;;) {
      const [view, transcript] = [find(), document.querySelector<HTMLElement>('section.transcript')];
      if (view && transcript && view.turnItems().length > 0) {
        transcript.focus();
        const key = { key: 'a', ctrlKey: true, bubbles: true, cancelable: true };
        const isTaken = !transcript.dispatchEvent(new KeyboardEvent('keydown', key));
        const copy = { clipboardData: new DataTransfer(), bubbles: true, cancelable: true };
        if (isTaken) {
          const wasWhole = view.isWhole();
          return { wasWhole, isTaken: !transcript.dispatchEvent(new ClipboardEvent('copy', copy)) };
        }
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
  });
  expect(copied).toEqual({ wasWhole: false, isTaken: true });
  await expect.poll(() => pasted(window)).toBe(said);
});

test('selects all from a place that nothing is laid out at yet', async ({ long: { window } }) => {
  await copyOther(window);
  const isSelected = await reloadWith(window.page, async (find) => {
    const isEmpty = ({ children }: Element) => children.length === 0;
    for (;;) {
      const [view, scroller] = [find(), document.querySelector<HTMLElement>('section.transcript')];
      const block = [...document.querySelectorAll<HTMLElement>('.turns > *')].find(isEmpty);
      // The composer takes the focus once a chat is shown.
      if (view && scroller && block && document.activeElement instanceof HTMLTextAreaElement) {
        scroller.focus();
        scroller.scrollTop += block.getBoundingClientRect().top + block.offsetHeight / 2;
        view.selectAll();
        return view.isAllSelected();
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
  });
  expect(isSelected).toBe(true);
  // What comes there is seen as selected.
  await expect.poll(() => window.page.evaluate(() => document.getSelection()?.toString() ?? '')).toContain('Answer ');
  await window.page.keyboard.press('ControlOrMeta+c');
  await expect.poll(() => pasted(window)).toBe(said);
});

test('leaves what a person went to or selected as it is, also before the page is told', async ({ long }) => {
  const held = await long.transcript.evaluate((view) => {
    const composer = document.querySelector('textarea');
    const words = [...document.querySelectorAll('[data-testid="message-text"]')].at(-1);
    if (!composer || !words) throw new Error('There is no composer, or no message.');
    /** All is selected, then something else happens, and messages come into the document in the same task. */
    const isHeldAfter = (other: () => void) => {
      composer.blur();
      view.selectAll();
      const wasHeld = view.isAllSelected();
      other();
      view.refreshMarks();
      return [wasHeld, view.isAllSelected()];
    };
    const selectWords = () => document.getSelection()?.selectAllChildren(words);
    return {
      nothingElse: isHeldAfter(() => {}),
      wordsSelected: isHeldAfter(selectWords),
      composerFocused: isHeldAfter(() => composer.focus()),
    };
  });
  const left = [true, false];
  expect(held).toEqual({ nothingElse: [true, true], wordsSelected: left, composerFocused: left });
  await long.window.page.keyboard.type('Hello');
  await expect(long.window.composer).toHaveValue('Hello');
  await long.window.composer.fill('');
});

test('shows what is selected wherever one goes, until something else is', async ({ long: { window, transcript } }) => {
  const selected = () => window.page.evaluate(() => document.getSelection()?.toString() ?? '');
  await copyOther(window);
  await window.textOf(window.answers.last()).click();
  await window.page.keyboard.press('ControlOrMeta+a');
  expect(await selected()).toContain(wordsOf(turnCount - 1, 'user'));
  await transcript.evaluate((view) => view.show(view.turnIds()[0] ?? 0));
  await expect.poll(selected).toContain(wordsOf(0, 'user'));
  await window.page.keyboard.press('ControlOrMeta+c');
  await expect.poll(() => pasted(window)).toBe(said);
  // Selected by hand, it is what was selected.
  await window.textOf(window.questions.first()).click({ clickCount: 3 });
  await window.page.keyboard.press('ControlOrMeta+c');
  await expect.poll(async () => (await pasted(window)).trim()).toBe(wordsOf(0, 'user'));
});

test('tells a screen reader which turn it is at, of how many', async ({ long: { window, transcript } }) => {
  const session = await window.page.context().newCDPSession(window.page);
  for (const turn of [turnCount - 1, 1_234, 0]) {
    const id = await idOf(transcript, wordsOf(turn, 'user'));
    await transcript.evaluate((view, messageId) => view.show(messageId), id);
    const item = window.page.getByRole('listitem').filter({ has: window.page.locator(`[data-message-id="${id}"]`) });
    await expect(item).toHaveAttribute('aria-posinset', String(turn + 1));
    await expect(item).toHaveAttribute('aria-setsize', String(turnCount));
    // The turn's part of the tree: the whole of it has all that was said, and takes a slow machine half a minute.
    const expression = `document.querySelector('[data-message-id="${id}"]')`;
    const { result: found } = await session.send('Runtime.evaluate', { expression });
    const asked = { objectId: found.objectId ?? '', role: 'StaticText' };
    const { nodes } = await session.send('Accessibility.queryAXTree', asked);
    expect(nodes.map(({ name }) => String(name?.value))).toContain(wordsOf(turn, 'user'));
  }
  await session.detach();
});
