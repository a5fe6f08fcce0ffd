import type { Page } from '@playwright/test';
import { expect, test } from './shared-app.ts';

const sizes = [
  { width: 900, height: 600 },
  { width: 1440, height: 900 },
  { width: 2560, height: 1440 },
];

/** Things that reach out of the window, or whose text is cut off by their own edges. */
function findClipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const clipped: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) clipped.push(`the document is ${scrollWidth} wide in ${clientWidth}`);
    for (const element of document.querySelectorAll<HTMLElement>(
      'button, h1, h2, [data-testid], [role="tab"], td, p',
    )) {
      const box = element.getBoundingClientRect();
      const name = `${element.tagName} ${element.dataset.testid ?? ''} "${element.textContent?.slice(0, 30)}"`;
      if (box.width === 0 || box.height === 0) continue;
      if (box.left < -1 || box.right > window.innerWidth + 1) clipped.push(`${name} reaches out`);
      const style = getComputedStyle(element);
      const isCutOnPurpose = style.textOverflow === 'ellipsis' || style.overflowX === 'auto';
      if (style.overflowX !== 'visible' && !isCutOnPurpose && element.scrollWidth > element.clientWidth + 1) {
        clipped.push(`${name} is cut`);
      }
    }
    return clipped;
  });
}

/** Contrast (WCAG 2) of each ink on each ground, as the page's own tokens give it. */
function readContrasts(page: Page): Promise<{ readonly pair: string; readonly contrast: number }[]> {
  return page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    const luminance = (token: string) => {
      probe.style.color = `var(--${token})`;
      const channels = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).slice(0, 3).map((value) => {
        const share = Number(value) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0);
    };
    const inks = ['ink', 'soft', 'reused', 'prefilled', 'decoded', 'warn'];
    const pairs = inks.flatMap((ink) => ['paper', 'panel', 'card'].map((ground) => [ink, ground] as const));
    const contrasts = pairs.map(([ink, ground]) => {
      const [one, other] = [luminance(ink), luminance(ground)];
      return { pair: `${ink} on ${ground}`, contrast: (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) };
    });
    probe.remove();
    return contrasts;
  });
}

test('clips nothing from 900 x 600 to 2560 x 1440, light and dark', async ({ window }) => {
  const { page } = window;
  const before = page.viewportSize();
  await window.ask('Hello! My name is Marlene.');
  await window.ask('Tell me a story.');
  await window.writeAndCount(`A very long word: ${'palimpsest'.repeat(20)}. ${'And some more words. '.repeat(60)}`);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const size of sizes) {
      await page.setViewportSize(size);
      await expect(window.send).toBeInViewport({ ratio: 1 });
      await expect(window.composer).toBeInViewport({ ratio: 1 });
      await expect(window.gauge).toBeInViewport({ ratio: 1 });
      await expect(window.newChat).toBeInViewport({ ratio: 1 });
      await expect
        .poll(() => findClipped(page), { message: `${size.width} x ${size.height}, ${colorScheme}` })
        .toEqual([]);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before ?? { width: 1440, height: 900 });
});

test('gives all text a contrast of 4.5 at least, light and dark', async ({ window }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.page.emulateMedia({ colorScheme });
    const contrasts = await readContrasts(window.page);
    expect(contrasts).toHaveLength(18);
    expect(contrasts.filter(({ contrast }) => !(contrast >= 4.5))).toEqual([]);
  }
  await window.page.emulateMedia({ colorScheme: null });
});

test('names its parts by the words that a screen reader says', async ({ window }) => {
  await expect(window.composer).toHaveAccessibleName('Message');
  await expect(window.send).toHaveAccessibleName('Send');
  await expect(window.newChat).toHaveAccessibleName('New chat');
  await expect(window.page.getByRole('tab', { name: 'Window' })).toHaveAttribute('aria-selected', 'true');
});
