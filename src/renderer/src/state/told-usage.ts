import type { ForgettingTelling } from '../../../shared/settings.ts';
import type { Usage } from '../../../shared/usage-view.ts';

const untold = new WeakMap<Usage, Usage>();

/**
 * The plan as far as the chat wants it told beforehand. Where it is not, no turn is marked and nothing is said to leave: the very
 * same object for the same usage.
 */
export function toldUsage(usage: Usage, telling: ForgettingTelling): Usage {
  if (telling !== 'silent') return usage;
  const known = untold.get(usage);
  if (known) return known;
  const isForgetting = usage.sending.type === 'forgets';
  const quiet: Usage = {
    ...usage,
    segments: usage.segments.map((segment) => ({ ...segment, isForgottenNext: false })),
    sending: isForgetting ? { type: 'fits' } : usage.sending,
    nextForgets: null,
  };
  untold.set(usage, quiet);
  return quiet;
}
