import type { BuiltInFormName } from '../../shared/chat-form-view.ts';
import type { EngineModel } from '../../shared/engine-contract.ts';
import type { ModelId, ModelSpeed } from '../../shared/models-view.ts';
import type { ChatSettings } from '../../shared/settings.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { defaultsIn, formWithoutChoice, isSameForm, type ModelForm } from './model-form.ts';
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
  /** What `endOfTextMark` of a form stands for. */
  readonly endTokenId: number;
  /** Tokens that end an answer; `endTokenId` is one of them. */
  readonly endTokenIds: readonly number[];
  /** As its files say; a form that somebody chose may bring others. */
  readonly defaults: ChatSettings;
  /** The form that the manifest names for it; null: none. */
  readonly namedForm: BuiltInFormName | null;
  readonly tokenizer: Tokenizer;
}

/**
 * A model as everything in the core holds it: its words, window and defaults from its folder, how fast it reads here, and once an
 * engine has loaded it what that told (its key, hash, precision, device, sizes). A turn carries the one that it was planned with.
 * Another reading of the same folder is another handle, and so is the same model with turns written in another form.
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
  readonly namedForm: BuiltInFormName | null;
  readonly tokenizer: Tokenizer;
  /** How turns are written for it. */
  readonly form: ModelForm;
  readonly readingSpeed: ReadingSpeed;
  private readonly words: ModelWords;
  private told: EngineModel | null = null;
  private measured: ModelSpeed | null = null;

  /** `form`: one that was chosen for it; left out: as nobody did. Throws `badForm` for one that the manifest names and it has no room for. */
  constructor(words: ModelWords, form = formWithoutChoice(words.namedForm, words), readingSpeed = new ReadingSpeed()) {
    this.modelId = words.modelId;
    this.name = words.name;
    this.dir = words.dir;
    this.isBundled = words.isBundled;
    this.languages = words.languages;
    this.licence = words.licence;
    this.windowTokens = words.windowTokens;
    this.endTokenId = words.endTokenId;
    this.endTokenIds = words.endTokenIds;
    this.namedForm = words.namedForm;
    this.tokenizer = words.tokenizer;
    this.words = words;
    this.form = form;
    this.defaults = defaultsIn(form, words.defaults);
    this.readingSpeed = readingSpeed;
  }

  /** The same model, as fast as it is, with turns written in another form. */
  withForm(form: ModelForm): ModelHandle {
    const other = new ModelHandle(this.words, form, this.readingSpeed);
    other.told = this.told;
    return other;
  }

  /** As the engine that loaded it last told it; null before one did. */
  get engine(): EngineModel | null {
    return this.told;
  }

  noteEngine(model: EngineModel): void {
    this.told = model;
  }

  /** As the last answer of some length was written; null before one was. */
  get speed(): ModelSpeed | null {
    return this.measured;
  }

  /** An answer was written so fast; null: it was too short to tell. */
  noteWritten(decodeTokensPerSecond: number | null): void {
    if (decodeTokensPerSecond === null || !this.told) return;
    this.measured = { device: this.told.provider, decodeTokensPerSecond };
  }

  /** A prompt that was made for the other means the same to this one: the same ids for the same words, and as much room. */
  readsLike(other: ModelHandle): boolean {
    return (
      this.tokenizer.hash === other.tokenizer.hash &&
      this.windowTokens === other.windowTokens &&
      this.endTokenId === other.endTokenId &&
      this.endTokenIds.join() === other.endTokenIds.join() &&
      isSameForm(this.form, other.form)
    );
  }
}
