import type { ChatSettings } from './settings.ts';

/** How much of a model's window a chat uses: as much as was set, and at most all of it. */
export function usedWindowOf(
  { usedWindowTokens = null }: Partial<Pick<ChatSettings, 'usedWindowTokens'>>,
  windowTokens: number,
): number {
  return Math.min(usedWindowTokens ?? windowTokens, windowTokens);
}
