import type { ModelPrice } from '../../../shared/chat-model-view.ts';
import type { ModelId } from '../../../shared/models-view.ts';
import type { CoreLink } from './core-link.ts';
import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';

/** What can be done about the model of the open chat. */
export interface ChatModels {
  /** What going on with it would take; rejects where it cannot be told. */
  priceOf(modelId: ModelId): Promise<ModelPrice>;
  /** The open chat goes on with it; settles when it is loaded, or is not wanted any more. */
  use(modelId: ModelId): Promise<void>;
  /** Gives up the one that is being loaded. */
  stop(): Promise<void>;
  dismissRefused(): Promise<void>;
}

export interface ChatModelsOptions {
  readonly state: Observable<PageState>;
  readonly core: CoreLink;
  readonly attempt: (work: () => Promise<void>, chatId?: number) => Promise<void>;
}

export function openChatModels({ state, core, attempt }: ChatModelsOptions): ChatModels {
  return {
    priceOf: (modelId) => core.call('chat.modelPrice', { chatId: state.get().openChatId ?? 0, modelId }),
    use: async (modelId) => {
      const { openChatId: chatId } = state.get();
      if (chatId !== null) await attempt(() => core.call('chat.useModel', { chatId, modelId }), chatId);
    },
    stop: () => attempt(() => core.call('model.stopSwitch', {})),
    dismissRefused: () => attempt(() => core.call('model.dismissRefused', {})),
  };
}
