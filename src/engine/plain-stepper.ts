import type { Chooser } from './chooser.ts';
import type { KvCache } from './kv-cache.ts';
import type { ModelSession } from './session.ts';
import { openStepper, type Stepper } from './stepper.ts';

/** One token a step, chosen from all of its logits. */
export function openPlainStepper(session: ModelSession, cache: KvCache, chooser: Chooser): Stepper {
  return openStepper(async (id) => {
    const rows = await session.run(cache, [id], { logitsAt: 'last' });
    return [chooser.choose(rows.last)];
  });
}
