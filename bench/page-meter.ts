/** Looks at a page in a real Chromium from outside, by DevTools: nothing here adds work to what it measures but where it says so. */
import type { CDPSession, Page } from '@playwright/test';

/** Processor time of a page's main thread, in ms. `taskMs` is all of it: script, style, layout, and what paint needs. */
export interface MainThreadWork {
  readonly taskMs: number;
  readonly scriptMs: number;
  readonly styleMs: number;
  readonly layoutMs: number;
}

export interface PageMeter {
  readonly session: CDPSession;
  /** What the main thread does from before `work` until `restMs` after it, time in which others have the processor left out. */
  measure(work: () => Promise<unknown>, restMs?: number): Promise<MainThreadWork>;
  /** Resolves with the next frame of the page's line that holds this text, such as an event's type. */
  frameWith(text: string): Promise<void>;
}

const LONGEST_WAIT_MS = 60_000;

export async function openPageMeter(page: Page): Promise<PageMeter> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await session.send('Network.enable');

  async function read(): Promise<MainThreadWork> {
    const { metrics } = await session.send('Performance.getMetrics');
    const ms = (name: string) => 1_000 * (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN);
    return {
      taskMs: ms('TaskDuration'),
      scriptMs: ms('ScriptDuration'),
      styleMs: ms('RecalcStyleDuration'),
      layoutMs: ms('LayoutDuration'),
    };
  }
  return {
    session,
    measure: async (work, restMs = 0) => {
      const before = await read();
      await work();
      await new Promise((resolve) => setTimeout(resolve, restMs));
      const after = await read();
      return {
        taskMs: after.taskMs - before.taskMs,
        scriptMs: after.scriptMs - before.scriptMs,
        styleMs: after.styleMs - before.styleMs,
        layoutMs: after.layoutMs - before.layoutMs,
      };
    },
    frameWith: (text) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`No frame with ${text} came.`)), LONGEST_WAIT_MS);
        const look = ({ response }: { readonly response: { readonly payloadData: string } }) => {
          if (!response.payloadData.includes(text)) return;
          clearTimeout(timer);
          session.off('Network.webSocketFrameReceived', look);
          resolve();
        };
        session.on('Network.webSocketFrameReceived', look);
      }),
  };
}

/**
 * Presses something, and gives the ms from that press to the moment at which the message with these words is painted: it
 * is the topmost thing on the screen somewhere, looked for in a task right after each frame's painting was handed on.
 */
export async function msUntilPainted(page: Page, words: string, press: () => Promise<unknown>): Promise<number> {
  await page.evaluate(watchForPainted, { words, fromStart: false });
  await press();
  return page.evaluate(painted);
}

/** The same after a reload, from the beginning of the navigation. */
export async function msFromReloadUntilPainted(page: Page, words: string): Promise<number> {
  await page.reload({ waitUntil: 'commit' });
  await page.evaluate(watchForPainted, { words, fromStart: true });
  return page.evaluate(painted);
}

declare global {
  interface Window {
    /** Set in a page by `watchForPainted`: the ms until the message was painted. */
    benchPainted?: Promise<number>;
  }
}

/** Runs in the page. */
async function painted(): Promise<number> {
  const gaveUp = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('The message was not painted within 20 s.')), 20_000);
  });
  return Promise.race([window.benchPainted ?? gaveUp, gaveUp]);
}

/** Runs in the page. */
function watchForPainted({ words, fromStart }: { readonly words: string; readonly fromStart: boolean }): void {
  let startedAtMs = fromStart ? 0 : Number.NaN;
  const onPress = (event: Event) => {
    startedAtMs = event.timeStamp;
  };
  window.addEventListener('pointerdown', onPress, { capture: true, once: true });
  const isPainted = () => {
    const texts = document.querySelectorAll('[data-testid="message-text"]');
    const newest = texts[texts.length - 1];
    if (!newest?.textContent?.startsWith(words)) return false;
    const box = newest.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + 8, Math.min(box.bottom, window.innerHeight) - 4);
    const last = document.elementFromPoint(box.left + 8, box.bottom - 4);
    return newest.contains(top) || newest.contains(last);
  };
  window.benchPainted = new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      if (!Number.isNaN(startedAtMs) && isPainted()) resolve(performance.now() - startedAtMs);
      else requestAnimationFrame(() => channel.port2.postMessage(null));
    };
    channel.port2.postMessage(null);
  });
}
