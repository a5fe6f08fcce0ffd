import type { OtherModelView } from '../../shared/chat-model-view.ts';
import type { ModelId } from '../../shared/models-view.ts';
import { CoreError } from '../../shared/wire.ts';
import { chatModelOf, isModelOf } from '../models/chat-model.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { ChatModel } from '../store/chat-models.ts';

/** A model that is here, and what loading it takes. */
export interface FoundHere {
  readonly modelId: ModelId;
  readonly loadBytes: number;
}

export interface OwnModelOptions {
  /** The one in use; null while none is known. */
  readonly model: () => ModelHandle | null;
  /** A remembered one, where it is here. */
  readonly findModel: (remembered: ChatModel) => FoundHere | null;
}

/** The model that a chat goes on with, beside the one in use. */
export class OwnModel {
  private readonly options: OwnModelOptions;
  private remembered: ChatModel | null;
  private told = '';

  /** Null: nothing was said yet and nothing chosen, so that it is whichever is in use. */
  constructor(remembered: ChatModel | null, options: OwnModelOptions) {
    this.remembered = remembered;
    this.options = options;
  }

  get(): ChatModel | null {
    return this.remembered;
  }

  set(remembered: ChatModel | null): void {
    this.remembered = remembered;
  }

  /** What a person has to choose between; null where the chat goes on with the one in use. */
  other(): OtherModelView | null {
    const { remembered } = this;
    const { modelId, name } = this.options.model() ?? {};
    if (!remembered || modelId === undefined || name === undefined || !this.isOther()) return null;
    const found = this.options.findModel(remembered) ?? { modelId: null, loadBytes: 0 };
    return {
      own: { ...found, name: remembered.name },
      inUse: { modelId, name },
    };
  }

  /** The same, as it is told now. */
  tell(): OtherModelView | null {
    const other = this.other();
    this.told = JSON.stringify(other);
    return other;
  }

  isOtherThanTold(): boolean {
    return JSON.stringify(this.other()) !== this.told;
  }

  isOther(): boolean {
    const model = this.options.model();
    return model !== null && this.remembered !== null && !isModelOf(this.remembered, model);
  }

  /** Nothing is answered by another model than a person chose. */
  refuseOther(): void {
    const other = this.other();
    if (other) throw new CoreError('otherModel', { own: other.own.name, inUse: other.inUse.name });
  }
}

/**
 * The model that the engine has loaded, for a turn that was sent to another one: that may have been refused since. Where a person had
 * chosen it, or it had answered in the chat before, the turn is answered by no other; what the chat remembers is back at the one before
 * by then. Throws `otherModel`.
 */
export function servedBy(
  { model: asked, isModelOwn }: { readonly model: ModelHandle; readonly isModelOwn: boolean },
  loaded: ModelHandle,
): ModelHandle {
  if (!isModelOwn || isModelOf(chatModelOf(asked), loaded)) return loaded;
  throw new CoreError('otherModel', { own: asked.name, inUse: loaded.name });
}
