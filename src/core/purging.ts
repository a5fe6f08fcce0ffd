import { type LittleByLittle, startLittleByLittle } from './little-by-little.ts';
import type { Upkeep } from './store/upkeep.ts';

export interface PurgingOptions {
  /** Whether nobody waits for anything: a part may take as long as writing a file. */
  readonly mayHoldUp: () => boolean;
  readonly onLog: (line: string) => void;
}

/** Removes what is to go, a part at a time, until there is no more. */
export function startPurging(
  { purgeSome }: Pick<Upkeep, 'purgeSome'>,
  { mayHoldUp, onLog }: PurgingOptions,
): LittleByLittle {
  return startLittleByLittle({
    ...{ step: () => purgeSome(mayHoldUp()), what: 'removing deleted chats', onLog },
    // What nobody can see may stay a moment longer.
    ...{ firstPauseMs: 2_000, pauseMs: 50 },
  });
}
