import type { ModelPrice } from '../../../shared/chat-model-view.ts';
import type { ModelId } from '../../../shared/models-view.ts';
import type { CoreLink } from './core-link.ts';
import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';

export interface UseOptions {
  /** Also where there seems to be too little memory for it. Defaults to false. */
  readonly loadsAnyway?: boolean;
}

/** What can be done about the model of the open chat. */
export interface ChatModels {
  /** What going on with it would take; rejects where it cannot be told. */
  priceOf(modelId: ModelId): Promise<ModelPrice>;
  /** The open chat goes on with it; settles when it is loaded, or is not wanted any more. */
  use(modelId: ModelId, options?: UseOptions): Promise<void>;
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
    use: async (modelId, { loadsAnyway = false } = {}) => {
      const { openChatId: chatId } = state.get();
      // That a person had to choose first.
      if (state.get().mishap?.code === 'otherModel') state.patch({ mishap: null });
      if (chatId !== null) await attempt(() => core.call('chat.useModel', { chatId, modelId, loadsAnyway }), chatId);
    },
    stop: () => attempt(() => core.call('model.stopSwitch', {})),
    dismissRefused: () => attempt(() => core.call('model.dismissRefused', {})),
  };
}
