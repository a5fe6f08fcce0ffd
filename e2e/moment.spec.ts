import type { Locator } from '@playwright/test';
import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

const introduction = 'Hello! My name is Marlene.';
const talk = ['My dog is called Peanut.', 'What can you do?', 'Tell me a joke.', 'How are you today?'];

/** A window so small that a few turns fill it, and answers that are the same each time. */
async function useSmallWindow(window: MainWindow): Promise<void> {
  await window.configure({ Greedy: true, 'Window in use, in tokens': '160', 'Maximum reply': '40' });
}

/** Talks until sending the next words would make the model forget. Leaves those unsent, and gives the names that it names. */
async function talkUntilNamed(window: MainWindow): Promise<string[]> {
  for (let turn = 0; turn < 20; turn++) {
    await window.writeAndCount(talk[turn % talk.length] ?? introduction);
    if (await window.forgottenNext.isVisible()) return await window.namesOf(window.forgottenTurns);
    await window.sendDraft();
  }
  throw new Error('The window was never full.');
}

async function turnOf(part: Locator): Promise<string | null> {
  return await part.locator('xpath=ancestor::li[@data-turn]').getAttribute('data-turn');
}

test('keeps a note and a stratum for all that was forgotten, over a restart as well', async ({ start, dataDir }) => {
  const run = await start();
  const window = new MainWindow(run.page);
  await window.waitUntilReady();
  await useSmallWindow(window);
  await window.ask(introduction);
  const first = await talkUntilNamed(window);
  expect(first[0]).toBe(introduction);
  expect(first.length).toBeGreaterThan(2);
  await window.sendDraft();

  const note = window.forgotNotes.first();
  await expect(note).toContainText(`forgot ${first.length} turns to make room`);
  const turn = window.page.locator('li[data-turn]').last();
  expect(await turn.locator('[data-role="user"], [data-testid="forgot-note"], [data-role="assistant"]').count()).toBe(
    3,
  );
  await expect(turn.locator('[data-role="user"] + [data-testid="forgot-note"] + [data-role="assistant"]')).toHaveCount(
    1,
  );
  await expect(window.questions.first()).toContainText(/forgotten at \d\d:\d\d/);
  await expect(window.strata).toHaveCount(0);
  const lineTurn = await turnOf(window.forgettingLine);
  const [, tokens] = /([\d,]+) tokens forgotten/.exec(await window.forgettingLine.innerText()) ?? [];

  const second = await talkUntilNamed(window);
  await window.sendDraft();
  await expect(window.forgotNotes).toHaveCount(2);
  await expect(window.strata).toHaveCount(1);
  await expect(window.strata).toContainText(new RegExp(`\\d\\d:\\d\\d · ${tokens} tokens`));
  expect(await turnOf(window.strata)).toBe(lineTurn);
  expect(await turnOf(window.forgettingLine)).not.toBe(lineTurn);

  const read = async (shown: MainWindow) => ({
    notes: await shown.forgotNotes.allInnerTexts(),
    strata: await shown.strata.allInnerTexts(),
    line: await shown.forgettingLine.innerText(),
    notSeen: await shown.questions.and(shown.notSeen).count(),
  });
  const before = await read(window);
  expect(before.notSeen).toBe(first.length + second.length);
  await run.close();
  const again = new MainWindow((await start()).page);
  await again.waitUntilReady();
  await expect(again.forgotNotes).toHaveCount(2);
  await expect.poll(() => read(again)).toEqual(before);
  expect(dataDir).not.toBe('');
});

test('lets what leaves slide out of the gauge, and nothing move where that is not wanted', async ({ window }) => {
  const { page } = window;
  await useSmallWindow(window);
  await window.ask(introduction);
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    await page.emulateMedia({ reducedMotion });
    const names = await talkUntilNamed(window);
    const slid = await page.evaluateHandle(() => {
      const seen = { leaving: 0 };
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) {
          for (const node of addedNodes) if ((node as Element).className === 'segment-leaving') seen.leaving += 1;
        }
      }).observe(document.querySelector('.gauge-bar') as Element, { childList: true });
      return seen;
    });
    await window.sendDraft();
    await expect(window.forgottenNext).toBeHidden();
    const { leaving } = await slid.jsonValue();
    expect(leaving).toBe(reducedMotion === 'reduce' ? 0 : names.length);
    await expect(page.locator('.segment-leaving')).toHaveCount(0);
  }
  await page.emulateMedia({ reducedMotion: null });
});

test('brings turns back with one press, so that the model knows again, and takes that back', async ({ window }) => {
  await useSmallWindow(window);
  await window.ask(introduction);
  await talkUntilNamed(window);
  await window.sendDraft();
  const turnId = (await window.questions.first().getAttribute('data-turn-id')) ?? '';
  await expect(window.messagesOf(turnId).and(window.notSeen)).toHaveCount(2);
  expect(await window.ask('What is my name?')).not.toContain('Marlene');

  await window.forgotNotes.first().getByTestId('bring-back').click();
  await expect(window.bringBackTurns.first()).toBeVisible();
  await window.choose([introduction]);
  await expect(window.bringBackPrice).toContainText(/read again: \d+ tokens/);
  await expect(window.bringBackPrice).not.toContainText('forget');
  await window.bringBackConfirm.click();
  await expect(window.bringBackConfirm).toBeHidden();
  await expect(window.messagesOf(turnId).and(window.seen)).toHaveCount(2);
  await expect(window.messagesOf(turnId).first()).toContainText('pinned');
  await window.undo.click();
  await expect(window.messagesOf(turnId).and(window.notSeen)).toHaveCount(2);
  await expect(window.messagesOf(turnId).first()).not.toContainText('pinned');

  await window.forgettingLine.getByTestId('bring-back').click();
  await window.choose([introduction]);
  await window.bringBackConfirm.click();
  await expect(window.messagesOf(turnId).and(window.seen)).toHaveCount(2);
  expect(await window.ask('What is my name?')).toContain('Marlene');
});

test('names what would leave instead, and offers nothing that is not possible', async ({ window }) => {
  await useSmallWindow(window);
  await window.ask(introduction);
  await talkUntilNamed(window);
  await window.sendDraft();
  await talkUntilNamed(window);
  await window.sendDraft();
  await window.forgettingLine.getByTestId('bring-back').click();
  const chips = window.bringBackTurns.getByRole('button');
  await expect(chips.first()).toHaveAttribute('aria-pressed', 'true');
  const pressed = await chips.evaluateAll((all) => all.map((chip) => chip.getAttribute('aria-pressed')));
  // The newest, and none behind one that is not ticked.
  expect(pressed.indexOf('false')).toBe(pressed.filter((state) => state === 'true').length);

  const leaves = window.page.getByTestId('bring-back-leaves');
  await expect(leaves).toHaveCount(0);
  for (const [index, state] of pressed.entries()) {
    if (state !== 'false') continue;
    await chips.nth(index).click();
    await expect(window.bringBackPrice).toContainText(/read again|Not possible/);
    if ((await leaves.count()) > 0) break;
  }
  await expect(leaves.first()).toContainText('“');
  await expect(window.bringBackConfirm).toBeEnabled();
  for (const chip of await chips.all()) {
    if ((await chip.getAttribute('aria-pressed')) === 'false') await chip.click();
  }
  await expect(window.bringBackPrice).toContainText('Not possible');
  await expect(window.bringBackConfirm).toBeDisabled();
  await window.page.keyboard.press('Escape');
  await expect(window.bringBackConfirm).toBeHidden();
  await expect(window.forgettingLine.getByTestId('bring-back')).toBeFocused();
});

test('goes to what was forgotten, names all of it, and shows it scraped at a contrast of 4.5', async ({ window }) => {
  const { page } = window;
  await useSmallWindow(window);
  await window.ask(introduction);
  const names = await talkUntilNamed(window);
  await window.sendDraft();
  const note = window.forgotNotes.last();
  const more = note.getByRole('button', { name: /^and \d+ more$/ });
  if (await more.isVisible()) await more.click();
  expect(await window.namesOf(note.getByRole('listitem'))).toEqual(names);
  await note.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(window.forgettingLine).toBeInViewport();
  await expect(window.questions.and(window.notSeen).last()).toBeInViewport();

  await expect(page.locator('.gone .receipt').first()).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { marks, contrasts } = await readScraped(window);
    expect(marks).toBeGreaterThan(1);
    expect(contrasts.length).toBeGreaterThan(4);
    expect(contrasts.filter(({ contrast }) => !(contrast >= 4.5))).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
});

test('keeps any of the named turns in view with a press on its name', async ({ window }) => {
  await useSmallWindow(window);
  await window.ask(introduction);
  const names = await talkUntilNamed(window);
  const kept = window.forgottenTurns.nth(2);
  const turnId = (await kept.getAttribute('data-turn-id')) ?? '';
  const toggle = kept.getByRole('button', { name: `Keep “${names[2]}” in view` });
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  await expect(window.messagesOf(turnId).first()).toContainText('pinned');
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  await window.sendDraft();
  await expect(window.messagesOf(turnId).and(window.seen)).toHaveCount(2);
  await expect(window.forgotNotes.last().locator(`[data-turn-id="${turnId}"]`)).toHaveCount(0);
});

test('asks with one button that goes on, which an Enter that is still held does not press', async ({ window }) => {
  const { page } = window;
  await useSmallWindow(window);
  await window.configure({ 'Stop and ask': true });
  await window.ask(introduction);
  const names = await talkUntilNamed(window);
  const count = await window.messages.count();
  await window.composer.focus();
  await page.keyboard.down('Enter');
  await expect(window.forgetAndSend).toBeFocused();
  await expect(window.forgetAndSend).toHaveText(`Forget ${names.length} and send`);
  await page.keyboard.down('Enter');
  await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await expect(window.forgetAndSend).toBeFocused();
  await expect(window.messages).toHaveCount(count);
  await expect(page.locator('.compose .button:not(.quiet)')).toHaveCount(1);

  // All of the turns are one tab stop, and arrow keys go from one to the next.
  const chips = window.forgottenTurns.getByRole('button');
  await chips.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(chips.nth(1)).toBeFocused();
  await page.keyboard.press('End');
  await expect(chips.last()).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'why so many?' })).toBeFocused();
  await expect(page.getByRole('tooltip')).toContainText('everything that stays must be read again');
  await page.keyboard.press('Tab');
  await expect(window.forgetAndSend).toBeFocused();
  // An Enter right after the question came is no answer yet.
  await expect(async () => {
    await page.keyboard.press('Enter');
    await expect(window.forgetAndSend).toBeHidden({ timeout: 1_000 });
  }).toPass();
  await expect(window.messages).toHaveCount(count + 2);
  await window.waitForAnswer();
  await expect(window.composer).toBeFocused();
});

test('tells nothing beforehand where that was chosen, and leaves the note all the same', async ({ window }) => {
  const { page } = window;
  await useSmallWindow(window);
  await window.ask(introduction);
  const names = await talkUntilNamed(window);
  await expect(page.locator('.segment-loss')).toHaveCount(names.length);
  await page.getByRole('button', { name: 'Before forgetting: show it' }).click();
  await page.getByRole('menuitem', { name: 'Do not tell' }).click();
  await expect(window.forgottenNext).toBeHidden();
  await expect(window.gauge).not.toContainText('forget');
  await expect(page.locator('.segment-loss')).toHaveCount(0);
  await expect(page.locator('.turn.next')).toHaveCount(0);
  await window.composer.press('Enter');
  await window.waitForAnswer();
  await expect(window.forgotNotes.last()).toContainText(`forgot ${names.length} turns`);
});

test('sends nothing that would make it forget in a chat that never forgets, until there is room', async ({
  window,
}) => {
  await useSmallWindow(window);
  await window.configure({ 'Never forget': true });
  const refusal = window.page.getByTestId('cannot-fit');
  await window.ask(introduction);
  for (let turn = 0; turn < 20; turn++) {
    await window.writeAndCount(talk[turn % talk.length] ?? introduction);
    if (await refusal.isVisible()) break;
    await window.sendDraft();
  }
  const count = await window.messages.count();
  await expect(refusal).toContainText('This chat never forgets');
  await window.composer.press('Enter');
  await expect(refusal.locator('.refused')).toBeVisible();
  await expect(window.messages).toHaveCount(count);
  await refusal.getByRole('button', { name: /^Use the whole window/ }).click();
  await expect(refusal).toBeHidden();
  await expect.poll(async () => (await window.readGauge()).window).toBe(512);
  await window.sendDraft();
  await expect(window.messages).toHaveCount(count + 2);
  await expect(window.messages.and(window.notSeen)).toHaveCount(0);
});

test('uses as much of the window as was set, and says in the gauge what that is', async ({ window }) => {
  await useSmallWindow(window);
  await expect(window.gauge).toHaveAttribute('data-window', '160');
  await expect(window.gauge).toHaveAttribute('data-limit', '120');
  await expect(window.gauge).toContainText('0 of 120 used · 40 kept for the reply');
  const { said, heights } = await window.watchGaugeWhile(() => window.ask(introduction));
  // Words that have left the composer are no draft any more, and something was said.
  expect(said.length).toBeGreaterThan(0);
  expect(said.filter((text) => /draft|the window is empty/.test(text))).toEqual([]);
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(24);

  await window.replySettings.click();
  const dialog = window.page.getByRole('dialog', { name: 'Reply settings' });
  await dialog.getByLabel('Window in use, in tokens').fill('100');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('A whole number from 128 to 512.')).toBeVisible();
  await dialog.getByRole('button', { name: 'All 512' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(window.gauge).toHaveAttribute('data-window', '512');
});

test('stays usable where a send makes it forget dozens of turns, in a small window too', async ({ window }) => {
  const { page } = window;
  const size = page.viewportSize();
  await window.configure({ Greedy: true, 'Maximum reply': '1', 'Stop and ask': true });
  for (let turn = 0; turn < 40; turn++) await window.ask('a');
  // Leaves room for nothing but the last exchange.
  await window.pasteAndPressEnter('word '.repeat(490).trim());
  await expect(window.forgottenTurns).toHaveCount(39);
  await page.setViewportSize({ width: 640, height: 400 });
  await expect(window.forgetAndSend).toBeInViewport({ ratio: 1 });
  await expect(window.send).toBeInViewport({ ratio: 1 });
  await window.forgottenTurns.last().scrollIntoViewIfNeeded();
  await expect(window.forgottenTurns.last()).toBeInViewport();
  await expect(window.forgetAndSend).toBeInViewport({ ratio: 1 });
  await expect(window.forgottenTurns.last()).toContainText('the 39th');
  await window.keepWriting.click();
  await window.write('');
  await page.setViewportSize(size ?? { width: 1440, height: 900 });
});

/** Contrast (WCAG 2) of every ink in forgotten turns with the ground and with each mark on it, by the computed styles. */
async function readScraped({ page }: MainWindow) {
  return await page.evaluate(async () => {
    type Color = readonly [number, number, number];
    const colorOf = (text: string): Color => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = text;
      const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
      probe.remove();
      return [red, green, blue];
    };
    const luminance = (color: Color) => {
      const [red = 0, green = 0, blue = 0] = color.map((value) =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrastOf = (one: Color, other: Color) => {
      const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
      return (high + 0.05) / (low + 0.05);
    };
    const body = document.querySelector('.gone .turn-body') as Element;
    const [, url = ''] = /url\("(.*)"\)/.exec(getComputedStyle(body).backgroundImage) ?? [];
    const tile = new DOMParser().parseFromString(await (await fetch(url)).text(), 'image/svg+xml');
    const paper = colorOf(getComputedStyle(document.body).backgroundColor);
    const marks = [...tile.querySelectorAll('path')].map((path) => {
      const stroke = colorOf(path.getAttribute('stroke') ?? '');
      const opacity = Number(path.getAttribute('stroke-opacity'));
      return paper.map((value, index) => value + ((stroke[index] ?? 0) - value) * opacity) as unknown as Color;
    });
    const texts = document.querySelectorAll('.gone .message-text, .gone .who > span, .gone .receipt *, .gone .receipt');
    const contrasts = [...texts].flatMap((element) =>
      [paper, ...marks].map((ground) => ({
        ink: `${element.className} ${element.textContent?.slice(0, 20)}`,
        contrast: contrastOf(colorOf(getComputedStyle(element).color), ground),
      })),
    );
    return { marks: marks.length, contrasts };
  });
}
