import type { GenerateEvent, GenerateResult } from '../shared/engine-contract.ts';
import type { KvCache } from './kv-cache.ts';
import { type SampledToken, SampledTokens } from './sampled-tokens.ts';
import type { Stepper } from './stepper.ts';

export interface DecodeOptions {
  /** The most tokens to give: at least 1. */
  readonly maxTokens: number;
  readonly endTokenIds: readonly number[];
  readonly send: (event: GenerateEvent) => void;
  readonly signal: AbortSignal;
}

export interface Decoded {
  readonly tokens: SampledTokens;
  readonly reason: GenerateResult['reason'];
}

/**
 * Takes steps behind `first`, the token chosen after what `cache` holds, until an end token, the limit or a cancel. The cache
 * then holds no more than the tokens before `first` and those given.
 */
export async function decode(
  stepper: Stepper,
  cache: KvCache,
  first: SampledToken,
  { maxTokens, endTokenIds, send, signal }: DecodeOptions,
): Promise<Decoded> {
  const promptTokens = cache.length;
  const tokens = new SampledTokens();
  const batch = new TokenBatch(send);
  // A step may have run more than is given of it.
  const heldTokens = () => Math.min(cache.length, promptTokens + tokens.length);
  const end = (reason: Decoded['reason']): Decoded => {
    batch.flush(heldTokens());
    cache.rewindTo(heldTokens());
    return { tokens, reason };
  };
  let chosen: readonly SampledToken[] = [first];
  for (;;) {
    for (const token of chosen) {
      if (signal.aborted) return end('cancelled');
      if (endTokenIds.includes(token.id)) return end('endToken');
      tokens.add(token);
      batch.add(token, heldTokens());
      if (tokens.length === maxTokens) return end('length');
    }
    chosen = await stepper.next((chosen[chosen.length - 1] as SampledToken).id);
  }
}

// One message a frame is as often as text can be shown; a fast model would send thousands a second.
const batchMs = 12;

/** Sends sampled tokens: the first at once, later ones gathered for some milliseconds. */
class TokenBatch {
  private readonly send: DecodeOptions['send'];
  private tokens = new SampledTokens();
  private sentAt = Number.NEGATIVE_INFINITY;

  constructor(send: DecodeOptions['send']) {
    this.send = send;
  }

  add(token: SampledToken, heldTokens: number): void {
    this.tokens.add(token);
    if (performance.now() - this.sentAt >= batchMs) this.flush(heldTokens);
  }

  flush(heldTokens: number): void {
    if (this.tokens.length === 0) return;
    this.send({ type: 'tokens', ...this.tokens.all(), heldTokens });
    this.tokens = new SampledTokens();
    this.sentAt = performance.now();
  }
}
