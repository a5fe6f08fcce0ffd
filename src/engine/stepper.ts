import type { SampledToken } from './sampled-tokens.ts';

/** Makes an answer longer, a step at a time. One per answer, over one cache and one chooser. */
export interface Stepper {
  /** Steps that were finished, and what they took together. */
  readonly steps: number;
  readonly stepsMs: number;
  /**
   * One step: runs `id`, which was chosen last and is not in the cache yet, and resolves to the tokens chosen after it, at
   * least one. All of them are in the cache then but the last. Throws whatever a run throws; the cache is then as it was.
   */
  next(id: number): Promise<readonly SampledToken[]>;
}

/** A stepper that counts and times the steps of `step`. */
export function openStepper(step: Stepper['next']): Stepper {
  let [steps, stepsMs] = [0, 0];
  return {
    get steps() {
      return steps;
    },
    get stepsMs() {
      return stepsMs;
    },
    next: async (id) => {
      const startedAt = performance.now();
      const tokens = await step(id);
      stepsMs += performance.now() - startedAt;
      steps += 1;
      return tokens;
    },
  };
}
