import type { EngineModel } from '../../shared/engine-contract.ts';
import type { ModelId } from '../../shared/models-view.ts';
import type { ChatSettings } from '../../shared/settings.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { ReadingSpeed } from './reading-speed.ts';

/** What a model's folder says of it, before an engine has loaded it. */
export interface ModelWords {
  readonly modelId: ModelId;
  readonly name: string;
  readonly dir: string;
  readonly isBundled: boolean;
  /** See ModelView. */
  readonly languages: readonly string[] | null;
  readonly licence: string | null;
  readonly windowTokens: number;
  /** The template's token, behind every message. */
  readonly endTokenId: number;
  /** Tokens that end an answer; the template's is one of them. */
  readonly endTokenIds: readonly number[];
  readonly defaults: ChatSettings;
  readonly tokenizer: Tokenizer;
}

/**
 * A model as everything in the core holds it: its words, window and defaults from its folder, how fast it reads here, and once an
 * engine has loaded it what that told (its key, hash, precision, device, sizes). A turn carries the one that it was planned with.
 * Another reading of the same folder is another handle.
 */
export class ModelHandle implements ModelWords {
  readonly modelId: ModelId;
  readonly name: string;
  readonly dir: string;
  readonly isBundled: boolean;
  readonly languages: readonly string[] | null;
  readonly licence: string | null;
  readonly windowTokens: number;
  readonly endTokenId: number;
  readonly endTokenIds: readonly number[];
  readonly defaults: ChatSettings;
  readonly tokenizer: Tokenizer;
  readonly readingSpeed = new ReadingSpeed();
  private told: EngineModel | null = null;

  constructor(words: ModelWords) {
    this.modelId = words.modelId;
    this.name = words.name;
    this.dir = words.dir;
    this.isBundled = words.isBundled;
    this.languages = words.languages;
    this.licence = words.licence;
    this.windowTokens = words.windowTokens;
    this.endTokenId = words.endTokenId;
    this.endTokenIds = words.endTokenIds;
    this.defaults = words.defaults;
    this.tokenizer = words.tokenizer;
  }

  /** As the engine that loaded it last told it; null before one did. */
  get engine(): EngineModel | null {
    return this.told;
  }

  noteEngine(model: EngineModel): void {
    this.told = model;
  }

  /** A prompt that was made for the other means the same to this one: the same ids for the same words, and as much room. */
  readsLike(other: ModelHandle): boolean {
    return (
      this.tokenizer.hash === other.tokenizer.hash &&
      this.windowTokens === other.windowTokens &&
      this.endTokenId === other.endTokenId &&
      this.endTokenIds.join() === other.endTokenIds.join()
    );
  }
}
