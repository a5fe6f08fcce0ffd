import type { ModelId } from './models-view.ts';
import type { NamedTurn } from './usage-view.ts';
import type { WireError } from './wire.ts';

/** A model as a chat names it. */
export interface NamedModel {
  /** Null: it is not here. */
  readonly modelId: ModelId | null;
  readonly name: string;
  /** Of its weights: what using it loads. 0 where it is not here. */
  readonly loadBytes: number;
}

/** A chat goes on with another model than the one in use: nothing is answered in it until a person has chosen. */
export interface OtherModelView {
  readonly own: NamedModel;
  readonly inUse: { readonly modelId: ModelId; readonly name: string };
}

/** What it takes that a chat goes on with a model, by the plan that its next message will follow. */
export interface ModelPrice {
  readonly modelId: ModelId;
  readonly name: string;
  /** The engine has it: nothing is loaded for it. */
  readonly isInUse: boolean;
  /** Of its weights' file; 0 where nothing is to be loaded. */
  readonly loadBytes: number;
  /** As much of its window as the chat was given. */
  readonly windowTokens: number;
  /** Of what was said, the model would be given so many tokens, in its own vocabulary. */
  readonly promptTokens: number;
  /** Of these the engine holds so many; the others are read. */
  readonly keptTokens: number;
  readonly readTokens: number;
  /** How long reading takes; null before anything was measured. */
  readonly readMs: number | null;
  /** Turns that are seen now and would not be any more. */
  readonly forgets: readonly NamedTurn[];
  /** False where what must stay does not fit into its window. */
  readonly isPossible: boolean;
}

/** The models that a chat can go on with, the one that is to be used next, and the last one that could not be. */
export interface ModelSwitchView {
  readonly here: readonly { readonly modelId: ModelId; readonly name: string }[];
  /** The one in use, or to be used as soon as the engine has started. */
  readonly inUseId: ModelId;
  readonly coming: {
    readonly modelId: ModelId;
    readonly name: string;
    /** `afterAnswers`: what is being answered comes to its end first. */
    readonly step: 'afterAnswers' | 'loading';
  } | null;
  readonly refused: {
    readonly modelId: ModelId;
    readonly name: string;
    /** The chat that it was wanted for; null: for none. */
    readonly chatId: number | null;
    readonly failure: WireError;
    /** The one before, which is used again. */
    readonly inUse: string;
  } | null;
}
