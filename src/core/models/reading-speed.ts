/** Too few tokens tell more of a call's fixed cost than of reading speed. */
const LEAST_MEASURED_TOKENS = 16;

/** How much the newest measurement counts: machines get warm and busy, and other work comes in bursts. */
const NEWEST_WEIGHT = 0.4;

/** How fast a model reads here, learnt from its prefills: the geometric mean, since half and twice as fast are as far off. */
export class ReadingSpeed {
  private measured: number | null = null;

  /** Notes a measured prefill; later ones weigh more. */
  note(tokens: number, prefillMs: number): void {
    if (tokens < LEAST_MEASURED_TOKENS || prefillMs <= 0) return;
    const speed = tokens / prefillMs;
    const { measured } = this;
    this.measured = measured === null ? speed : measured ** (1 - NEWEST_WEIGHT) * speed ** NEWEST_WEIGHT;
  }

  /** How long so many tokens take, in ms; null until something was read. */
  msFor(tokens: number): number | null {
    return this.measured === null ? null : tokens / this.measured;
  }

  /** Null until something was read. */
  get tokensPerMs(): number | null {
    return this.measured;
  }
}
