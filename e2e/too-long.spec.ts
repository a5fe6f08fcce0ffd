import { expect, test } from './shared-app.ts';

const long = 'palimpsest word '.repeat(320).trim();

test('marks from where a draft no longer fits, in characters, and keeps its first part, with undo', async ({
  window,
}) => {
  const { page } = window;
  await window.write(long);
  await expect(window.tooLong).toContainText(/^About [\d,]+ of 5,119 characters too many/);
  await expect(page.getByText(/ tokens? too (long|many)/)).toHaveCount(1);
  const marks = page.getByTestId('unfit-marks');
  const fitting = await marks.locator('mark').evaluate((mark) => mark.previousSibling?.textContent ?? '');
  const unfit = (await marks.locator('mark').textContent()) ?? '';
  expect(long.startsWith(fitting + unfit)).toBe(true);
  expect(unfit.length).toBeGreaterThan(1_000);

  await window.tooLong.getByRole('button', { name: 'Keep the first part' }).click();
  await expect(window.composer).toHaveValue(fitting);
  await expect(window.tooLong).toHaveCount(0);
  await expect(page.getByTestId('unfit-marks')).toHaveCount(0);
  await expect(window.gauge).not.toHaveAttribute('data-level', 'over');
  await page.keyboard.press('Control+z');
  await expect(window.composer).toHaveValue(long);
  await expect(window.tooLong).toBeVisible();

  await window.tooLong.getByRole('button', { name: 'Keep the last part' }).click();
  const last = await window.composer.inputValue();
  expect(long.endsWith(last)).toBe(true);
  await expect(window.gauge).not.toHaveAttribute('data-level', 'over');
  await page.getByTestId('words-let-go').getByRole('button', { name: 'Undo' }).click();
  await expect(window.composer).toHaveValue(long);
  await window.write('');
});

test('takes back what was let go of thousands of lines, too', async ({ window }) => {
  const lines = 'a line of words\n'.repeat(800).trim();
  await window.write(lines);
  await window.tooLong.getByRole('button', { name: 'Keep the first part' }).click();
  expect(lines.startsWith(await window.composer.inputValue())).toBe(true);
  await window.page.getByTestId('words-let-go').getByRole('button', { name: 'Undo' }).click();
  await expect(window.composer).toHaveValue(lines);
  await window.write('');
});

test('says visibly why it does not send, keeps the words, and its Send looks not ready', async ({ window }) => {
  await window.writeAndCount(long);
  await expect(window.tooLong).toBeVisible();
  await expect(window.send).toHaveClass(/unready/);
  await expect(window.send).toHaveAccessibleDescription(/characters too many/);
  await window.composer.press('Enter');
  await expect(window.tooLong).toHaveClass(/refused/);
  await expect(window.tooLong).toHaveCount(1);
  await window.send.click();
  await expect(window.messages).toHaveCount(0);
  await expect(window.composer).toHaveValue(long);
  await window.write('');
});

test('has the marks where the words are, scrolled or narrow, in Chinese and in two directions', async ({ window }) => {
  const { page } = window;
  const size = page.viewportSize();
  for (const text of ['讲一个关于船的故事。'.repeat(90), 'שלום עולם and a boat, '.repeat(120)]) {
    await window.write(text);
    const mark = page.getByTestId('unfit-marks').locator('mark');
    await expect(mark).toHaveCount(1);
    for (const toEnd of [false, true]) {
      await window.composer.evaluate((box, isEnd) => {
        box.scrollTop = isEnd ? box.scrollHeight : 0;
      }, toEnd);
      // The copy is as tall as the words of the box, and stands where they do.
      await expect
        .poll(() =>
          window.composer.evaluate((box) => {
            const lines = document.querySelector('.unfit-lines') as HTMLElement;
            const top = Math.round(lines.getBoundingClientRect().top - box.getBoundingClientRect().top);
            const border = box.clientTop;
            return {
              height: Math.abs(lines.offsetHeight - box.scrollHeight) <= 1,
              top: Math.abs(top - border + box.scrollTop) <= 1,
            };
          }),
        )
        .toEqual({ height: true, top: true });
    }
  }
  if (size) await page.setViewportSize(size);
  await window.write('');
});
