/** Too few tokens tell more of a call's fixed cost than of reading speed. */
const LEAST_MEASURED_TOKENS = 16;

/** How fast a model reads here, learnt from its prefills. */
export class ReadingSpeed {
  private measured: number | null = null;

  /** Notes a measured prefill; later ones weigh more, since machines get warm and busy. */
  note(tokens: number, prefillMs: number): void {
    if (tokens < LEAST_MEASURED_TOKENS || prefillMs <= 0) return;
    const speed = tokens / prefillMs;
    this.measured = this.measured === null ? speed : (this.measured + speed) / 2;
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
