import { type LittleByLittle, startLittleByLittle } from './little-by-little.ts';
import type { Upkeep } from './store/upkeep.ts';

/** Removes what is to go, a part at a time, until there is no more. */
export function startPurging({ purgeSome }: Pick<Upkeep, 'purgeSome'>, onLog: (line: string) => void): LittleByLittle {
  return startLittleByLittle({
    ...{ step: purgeSome, what: 'removing deleted chats', onLog },
    // What nobody can see may stay a moment longer.
    ...{ firstPauseMs: 2_000, pauseMs: 50 },
  });
}
