import type { JSHandle, Page } from '@playwright/test';
import type { TranscriptView } from '../../src/renderer/src/chat/transcript-view.ts';

/**
 * The page's own transcript, as a feature that works on it gets it: from React's context. Nothing in the page leads there from
 * outside, so it is looked for where React keeps it beside its elements.
 */
export function transcriptOf(page: Page): Promise<JSHandle<TranscriptView>> {
  return page.evaluateHandle(() => {
    interface Fiber {
      readonly memoizedProps: { readonly value?: TranscriptView } | null;
      readonly return: Fiber | null;
    }
    const pane = document.querySelector('.chat-pane') as unknown as Readonly<Record<string, Fiber>> | null;
    const key = Object.keys(pane ?? {}).find((name) => name.startsWith('__reactFiber$'));
    let fiber: Fiber | null = (key && pane?.[key]) || null;
    while (fiber && !fiber.memoizedProps?.value?.keepPlace) fiber = fiber.return;
    if (!fiber?.memoizedProps?.value) throw new Error('The page shows no transcript.');
    return fiber.memoizedProps.value;
  });
}
