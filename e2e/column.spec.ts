import type { Locator, Page } from '@playwright/test';
import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

const widths = [640, 900, 1280, 1800, 2560];

interface Edges {
  readonly left: number;
  readonly right: number;
}

async function edgesOf(place: Locator): Promise<Edges> {
  const box = await place.boundingBox();
  if (!box) throw new Error('It is not shown.');
  return { left: box.x, right: box.x + box.width };
}

/** Title with its buttons, a turn's words, the gauge's bar, composer with Send: from their first edge to their last. */
async function columnEdges(window: MainWindow): Promise<Readonly<Record<string, Edges>>> {
  const { page } = window;
  const heading = page.locator('.chat-heading');
  const [title, last] = [await edgesOf(heading), await edgesOf(page.locator('.chat-header-column > button').last())];
  const [box, send] = [await edgesOf(window.composer), await edgesOf(window.send)];
  return {
    title: { left: title.left, right: last.right },
    words: await edgesOf(window.textOf(window.messages).last()),
    gauge: await edgesOf(page.getByRole('toolbar', { name: 'The model’s window' })),
    composer: { left: box.left, right: send.right },
  };
}

/** Until the page has drawn itself at its width: only then is it decided how its parts stand. */
function untilDrawn(page: Page): Promise<void> {
  return page.evaluate(
    (width) =>
      new Promise<void>((resolve) => {
        const look = () => {
          const hasWidth = width === undefined || innerWidth === width;
          requestAnimationFrame(hasWidth ? () => resolve() : look);
        };
        requestAnimationFrame(look);
      }),
    page.viewportSize()?.width,
  );
}

/** Opens or folds it. */
async function setInspector(page: Page, isOpen: boolean): Promise<void> {
  const wanted = isOpen ? 'open' : 'folded';
  const app = page.getByTestId('app');
  await untilDrawn(page);
  if ((await app.getAttribute('data-inspector')) !== wanted) {
    const name = isOpen ? 'Show the inspector' : 'Hide the inspector';
    await page.getByRole('button', { name }).first().click();
  }
  await expect(app).toHaveAttribute('data-inspector', wanted);
}

test('gives title, turns, gauge and composer the same edges at every width', async ({ window }) => {
  const { page } = window;
  const before = page.viewportSize();
  for (const words of ['Hello! My name is Marlene.', 'Tell me a story.', 'Why do you forget?']) await window.ask(words);
  for (const isOpen of [true, false]) {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 600 });
      await setInspector(page, isOpen);
      const where = `${width} px, inspector ${isOpen ? 'open' : 'folded'}`;
      await expect
        .poll(
          async () => {
            const all = Object.values(await columnEdges(window));
            const apart = (pick: (edges: Edges) => number) => Math.max(...all.map(pick)) - Math.min(...all.map(pick));
            return apart(({ left }) => left) <= 1 && apart(({ right }) => right) <= 1;
          },
          `${where}: ${JSON.stringify(await columnEdges(window))}`,
        )
        .toBe(true);
      const { words } = await columnEdges(window);
      expect((words?.right ?? 0) - (words?.left ?? 0), where).toBeGreaterThan(380);
      expect((words?.right ?? 0) - (words?.left ?? 0), where).toBeLessThanOrEqual(701);
    }
  }
  await page.setViewportSize({ width: 1280, height: 600 });
  await setInspector(page, true);
  if (before) await page.setViewportSize(before);
});

/** 900 x 600; 1280 x 800 at 150 %; and the narrow window. */
for (const [width, height] of [
  [900, 600],
  [853, 533],
  [640, 400],
] as const) {
  test(`leaves Send, composer and gauge to be seen beside an open inspector, ${width} x ${height}`, async ({
    window,
  }) => {
    const { page } = window;
    const before = page.viewportSize();
    await window.ask('Hello!');
    await page.setViewportSize({ width, height });
    await setInspector(page, true);
    const inspector = page.getByRole('region', { name: 'Inspector' });
    const covered = await inspector.boundingBox();
    if (!covered) throw new Error('The inspector is not shown.');
    for (const place of [window.send, window.composer, window.gauge]) {
      await expect(place).toBeInViewport({ ratio: 1 });
      const box = await place.boundingBox();
      if (!box) throw new Error('It is not shown.');
      const isBeside = box.x + box.width <= covered.x + 1 || box.y >= covered.y + covered.height - 1;
      expect(isBeside).toBe(true);
    }
    await window.write('Are you there?');
    await window.send.click();
    await window.waitForAnswer();
    await setInspector(page, false);
    if (before) await page.setViewportSize(before);
  });
}

test('folds the chats at every width, and finds them as they were after a restart', async ({ start }) => {
  const run = await start();
  const window = new MainWindow(run.page);
  await window.waitUntilReady();
  const { page } = window;
  for (const width of [2560, 1280, 900]) {
    await page.setViewportSize({ width, height: 600 });
    await expect(window.newChat).toBeVisible();
    const before = await edgesOf(page.getByRole('main'));
    await page.getByRole('button', { name: 'Hide chats' }).click();
    await expect(window.newChat).toBeHidden();
    expect((await edgesOf(page.getByRole('main'))).left).toBeLessThan(before.left);
    await page.getByRole('button', { name: 'Show chats' }).click();
    await expect(window.newChat).toBeVisible();
  }
  await page.setViewportSize({ width: 640, height: 400 });
  await expect(window.newChat).toBeHidden();
  await page.getByRole('button', { name: 'Show chats' }).click();
  await window.newChat.click();
  await expect(window.newChat).toBeHidden();

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Hide chats' }).click();
  await expect(window.newChat).toBeHidden();
  await run.close();
  const again = new MainWindow((await start()).page);
  await again.waitUntilReady();
  await again.page.setViewportSize({ width: 1280, height: 800 });
  await expect(again.newChat).toBeHidden();
  await again.page.getByRole('button', { name: 'Show chats' }).click();
  await expect(again.newChat).toBeVisible();
});

test('keeps the way to the latest turn off the words', async ({ window }) => {
  const { page } = window;
  const before = page.viewportSize();
  for (const words of ['Hello!', 'Tell me a story.', 'Why do you forget?', 'Tell me a joke.']) await window.ask(words);
  for (const width of [640, 1280]) {
    await page.setViewportSize({ width, height: 400 });
    await setInspector(page, false);
    await page.getByRole('region', { name: 'Transcript' }).evaluate((box) => box.scrollTo({ top: 0 }));
    const latest = page.getByRole('button', { name: 'Jump to latest' });
    await expect(latest).toBeInViewport({ ratio: 1 });
    const words = await edgesOf(window.textOf(window.messages).first());
    expect((await edgesOf(latest)).left).toBeGreaterThanOrEqual(words.right);
    await latest.click();
    await expect(latest).toHaveCount(0);
  }
  await page.setViewportSize({ width: 1280, height: 600 });
  await setInspector(page, true);
  if (before) await page.setViewportSize(before);
});

test('scrolls with thin bars everywhere', async ({ window }) => {
  await window.ask('Hello!');
  const thick = await window.page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowY))
      // Chromium before 121 knows its own way alone.
      .filter((element) =>
        CSS.supports('scrollbar-width', 'thin')
          ? getComputedStyle(element).scrollbarWidth !== 'thin'
          : Number.parseFloat(getComputedStyle(element, '::-webkit-scrollbar').width) > 10,
      )
      .map((element) => element.className),
  );
  expect(thick).toEqual([]);
});
