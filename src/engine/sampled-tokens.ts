/** A token as it was chosen, with its own logit and the largest one, both as the head gave them. */
export interface SampledToken {
  readonly id: number;
  readonly logit: number;
  readonly largestLogit: number;
}

/** Tokens in the order in which they were sampled, kept as they travel: a list of ids, and the logits packed. */
export class SampledTokens {
  private readonly tokens: SampledToken[] = [];

  get length(): number {
    return this.tokens.length;
  }

  add(token: SampledToken): void {
    this.tokens.push(token);
  }

  /** A copy of all, each list [token]. */
  all() {
    return {
      ids: this.tokens.map(({ id }) => id),
      chosenLogits: Float32Array.from(this.tokens, ({ logit }) => logit),
      largestLogits: Float32Array.from(this.tokens, ({ largestLogit }) => largestLogit),
    };
  }
}
