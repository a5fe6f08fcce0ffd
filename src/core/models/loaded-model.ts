import type { ChatSettings } from '../../shared/settings.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { ReadingSpeed } from './reading-speed.ts';

/** What the core knows of its model before and beside the engine: words, window, defaults, and how fast it reads here. */
export interface LoadedModel {
  readonly name: string;
  readonly dir: string;
  readonly isBundled: boolean;
  readonly windowTokens: number;
  /** The template's token, behind every message. */
  readonly endTokenId: number;
  /** Tokens that end an answer; the template's is one of them. */
  readonly endTokenIds: readonly number[];
  readonly defaults: ChatSettings;
  readonly tokenizer: Tokenizer;
  readonly readingSpeed: ReadingSpeed;
}
