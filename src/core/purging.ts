import type { Upkeep } from './store/upkeep.ts';

/** After a start there is enough to do: what nobody can see may stay a moment longer. */
const FIRST_PAUSE_MS = 2_000;

/** Between parts, so that everything else has its turn. */
const PAUSE_MS = 50;

/** Removes what is to go, a part at a time, until there is no more. An error ends it until the next start, and is logged. */
export function startPurging(
  { purgeSome }: Pick<Upkeep, 'purgeSome'>,
  onLog: (line: string) => void,
): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const later = (pauseMs: number) => {
    timer = setTimeout(() => {
      try {
        if (purgeSome()) later(PAUSE_MS);
      } catch (error) {
        onLog(`removing deleted chats: ${error instanceof Error ? error.stack : error}`);
      }
    }, pauseMs);
  };
  later(FIRST_PAUSE_MS);
  return { stop: () => clearTimeout(timer) };
}
