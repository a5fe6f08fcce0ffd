import type { JSHandle, Page } from '@playwright/test';
import type { TranscriptView } from '../../src/renderer/src/chat/transcript-view.ts';

/**
 * The page's own transcript, as a feature that works on it gets it: from React's context. Nothing in the page leads there from
 * outside, so it is looked for where React keeps it beside its elements. Runs in the page, and asks nothing of what is around it.
 */
function findTranscript(): TranscriptView | null {
  interface Fiber {
    readonly memoizedProps: { readonly value?: TranscriptView } | null;
    readonly return: Fiber | null;
  }
  const pane = document.querySelector('.chat-pane') as unknown as Readonly<Record<string, Fiber>> | null;
  const key = Object.keys(pane ?? {}).find((name) => name.startsWith('__reactFiber$'));
  let fiber: Fiber | null = (key && pane?.[key]) || null;
  while (fiber && !fiber.memoizedProps?.value?.keepPlace) fiber = fiber.return;
  return fiber?.memoizedProps?.value ?? null;
}

/** The transcript that the page shows. */
export async function transcriptOf(page: Page): Promise<JSHandle<TranscriptView>> {
  const view = await page.evaluateHandle(findTranscript);
  if (await page.evaluate((found) => found === null, view)) throw new Error('The page shows no transcript.');
  return view as JSHandle<TranscriptView>;
}

/** What runs in a page from its beginning on: in its own tasks, so that it misses nothing that is there for a moment. */
export type FromTheBeginning<Result> = (find: () => TranscriptView | null) => Promise<Result>;

/** Loads the page again, in which this begins before anything of its own; gives what comes of it. It asks nothing of what is around it. */
export async function reloadWith<Result>(page: Page, work: FromTheBeginning<Result>): Promise<Result> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.enable');
  const source = `globalThis.fromTheBeginning = (${work})(${findTranscript});`;
  const { identifier } = await session.send('Page.addScriptToEvaluateOnNewDocument', { source });
  try {
    await page.reload();
    return await page.evaluate(
      () => (globalThis as unknown as { readonly fromTheBeginning: Promise<Result> }).fromTheBeginning,
    );
  } finally {
    await session.send('Page.removeScriptToEvaluateOnNewDocument', { identifier });
    await session.detach();
  }
}
