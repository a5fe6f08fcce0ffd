import type { Page } from '@playwright/test';

/** What people read of an element beside what stands in it. */
const spokenAttributes = ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder', 'alt'];

/**
 * Every text and spoken attribute of the page that holds a word of unaccented letters, without what people and the model said:
 * messages are left out, and `given` (names, words that were typed) wherever it stands.
 */
export async function findPlainWords(page: Page, given: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate((attributes) => {
    const found = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (
        !parent ||
        parent.closest('script, style, textarea, [data-testid="message-text"], [data-testid="unfit-marks"]')
      )
        continue;
      found.push(node.textContent ?? '');
    }
    for (const element of document.querySelectorAll('*')) {
      for (const name of attributes) {
        const value = element.getAttribute(name);
        if (value !== null) found.push(value);
      }
    }
    return found;
  }, spokenAttributes);
  const longestFirst = [...given].sort((one, other) => other.length - one.length);
  return texts.filter((text) =>
    /[A-Za-z]{2}/.test(longestFirst.reduce((rest, known) => rest.replaceAll(known, ''), text)),
  );
}
