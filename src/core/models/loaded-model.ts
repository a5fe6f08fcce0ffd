import type { ChatSettings } from '../../shared/views.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

export interface LoadedModelFacts {
  readonly name: string;
  readonly isBundled: boolean;
  readonly windowTokens: number;
  /** The template's token, behind every message. */
  readonly endTokenId: number;
  /** Tokens that end an answer; the template's is one of them. */
  readonly endTokenIds: readonly number[];
  readonly defaults: ChatSettings;
  readonly tokenizer: Tokenizer;
}

/** Too few tokens tell more of a call's fixed cost than of reading speed. */
const LEAST_MEASURED_TOKENS = 16;

/** What the core knows of its model before and beside the engine: words, window, defaults, and how fast it reads here. */
export class LoadedModel implements LoadedModelFacts {
  readonly name: string;
  readonly isBundled: boolean;
  readonly windowTokens: number;
  readonly endTokenId: number;
  readonly endTokenIds: readonly number[];
  readonly defaults: ChatSettings;
  readonly tokenizer: Tokenizer;
  private tokensPerMs: number | null = null;

  constructor(facts: LoadedModelFacts) {
    this.name = facts.name;
    this.isBundled = facts.isBundled;
    this.windowTokens = facts.windowTokens;
    this.endTokenId = facts.endTokenId;
    this.endTokenIds = facts.endTokenIds;
    this.defaults = facts.defaults;
    this.tokenizer = facts.tokenizer;
  }

  /** Notes a measured prefill; later ones weigh more, since machines get warm and busy. */
  notePrefill(tokens: number, prefillMs: number): void {
    if (tokens < LEAST_MEASURED_TOKENS || prefillMs <= 0) return;
    const measured = tokens / prefillMs;
    this.tokensPerMs = this.tokensPerMs === null ? measured : (this.tokensPerMs + measured) / 2;
  }

  /** Null until something was read. */
  prefillTokensPerMs(): number | null {
    return this.tokensPerMs;
  }
}
