import type { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';

const keystrokes = 60;
/** Room for a busy machine: on a quiet one it is a few milliseconds. */
const mostMs = 100;

/** Types words one after another and gives, for each, how long it took until the gauge counted it: the 95th percentile. */
async function measureTyping(window: MainWindow): Promise<number> {
  // What stands there until it has counted is another element.
  await window.readGauge();
  const durations = await window.composer.evaluate(async (box, count) => {
    const gauge = document.querySelector('[data-testid="gauge"]');
    if (!gauge) throw new Error('There is no gauge.');
    const typeOne = () =>
      new Promise<number>((resolve) => {
        const before = gauge.getAttribute('data-draft');
        const observer = new MutationObserver(() => {
          if (gauge.getAttribute('data-draft') === before) return;
          observer.disconnect();
          resolve(performance.now() - startMs);
        });
        observer.observe(gauge, { attributes: true });
        const startMs = performance.now();
        document.execCommand('insertText', false, ' word');
      });
    box.focus();
    const measured: number[] = [];
    while (measured.length < count) measured.push(await typeOne());
    return measured;
  }, keystrokes);
  return durations.sort((a, b) => a - b)[Math.floor(0.95 * keystrokes)] ?? Number.NaN;
}

test('counts each word in the gauge while it is typed', { tag: '@alone' }, async ({ window }, testInfo) => {
  const p95Ms = await measureTyping(window);
  testInfo.annotations.push({ type: 'keystroke to gauge, 95th percentile', description: `${p95Ms.toFixed(1)} ms` });
  expect(p95Ms).toBeLessThan(mostMs);
  await window.write('');
});

test(
  'counts as quickly while an answer is written',
  { tag: '@alone' },
  async ({ window, sharedRun, slowEngineOf }, testInfo) => {
    const engine = await slowEngineOf(sharedRun);
    await window.say('Tell me a story.');
    await window.waitForFirstWords();
    const p95Ms = await measureTyping(window);
    testInfo.annotations.push({ type: 'keystroke to gauge, 95th percentile', description: `${p95Ms.toFixed(1)} ms` });
    expect(p95Ms).toBeLessThan(mostMs);
    engine.resume();
    await window.waitForAnswer();
    await window.write('');
  },
);
