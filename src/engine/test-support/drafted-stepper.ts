import type { Chooser } from '../chooser.ts';
import type { KvCache } from '../kv-cache.ts';
import type { SampledToken } from '../sampled-tokens.ts';
import type { ModelSession } from '../session.ts';
import { openStepper, type Stepper } from '../stepper.ts';

/**
 * Several tokens a step: runs drafted ids in one piece with the one chosen last, chooses after each of them, and keeps what
 * was drafted as it was chosen. Gives what plain steps give.
 */
export function openDraftedStepper(
  session: ModelSession,
  cache: KvCache,
  chooser: Chooser,
  draft: (ids: readonly number[]) => readonly number[],
): Stepper {
  return openStepper(async (id) => {
    const past = cache.length;
    const room = cache.shape.windowTokens - past - 1;
    const drafted = draft([...cache.ids, id]).slice(0, room);
    const rows = await session.run(cache, [id, ...drafted], { logitsAt: 'all' });
    const chosen: SampledToken[] = [];
    for (let row = 0; row < rows.count; row++) {
      const token = chooser.choose(rows.at(row));
      chosen.push(token);
      if (token.id !== drafted[row]) break;
    }
    cache.rewindTo(past + chosen.length);
    return chosen;
  });
}
