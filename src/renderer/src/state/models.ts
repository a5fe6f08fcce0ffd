import type { ModelCard, ModelId, ModelsView } from '../../../shared/models-view.ts';
import { isClosed, mishapOf } from './core-link.ts';
import { createObservable, type Observable } from './observable.ts';
import type { Page } from './page.ts';
import type { Mishap } from './page-state.ts';
import { watchThroughLines } from './watch-through-lines.ts';

/** What the Models page shows of the models that are here. */
export interface ModelsState {
  /** Null until it is told. */
  readonly view: ModelsView | null;
  /** What was asked for and did not work, and of which model. */
  readonly mishap: { readonly modelId: ModelId; readonly failure: Mishap } | null;
  /** Of what was done, for a screen reader. */
  readonly done: { readonly type: 'removed' | 'arrived' | 'used'; readonly name: string } | null;
  /** The one that came just now, until its card has the focus. */
  readonly arrivedId: ModelId | null;
}

/** What the page shows, and what can be asked for on it. */
export interface ModelsOnPage {
  readonly state: Observable<ModelsState>;
  /** Follows what is here, through lines that break, until the given end of it. */
  watch(): () => void;
  /** Uses it from now on, in the open chat as well, which is told by `app.watch`; `loadsAnyway`: also where there seems to be too little memory for it. */
  take(card: ModelCard, options?: { readonly loadsAnyway?: boolean }): void;
  remove(card: ModelCard): void;
  /** Ends what is on its way, whichever page asked for it. */
  cancelComing(): void;
  tellArrived(modelId: ModelId, name: string): void;
  /** Its card has the focus. */
  greetArrived(): void;
}

export function openModelsOnPage(page: Pick<Page, 'core' | 'state'>): ModelsOnPage {
  const { core } = page;
  const state = createObservable<ModelsState>({ view: null, mishap: null, done: null, arrivedId: null });

  async function attempt(card: ModelCard, work: () => Promise<void>): Promise<void> {
    state.patch({ mishap: null, done: null });
    try {
      await work();
    } catch (error) {
      if (!isClosed(error)) state.patch({ mishap: { modelId: card.modelId, failure: mishapOf(error) } });
    }
  }

  return {
    state,
    watch: () =>
      watchThroughLines(
        core,
        (client) => client.stream('models.watch', {}, (view) => state.patch({ view })),
        (error) => {
          if (!isClosed(error)) page.state.patch({ mishap: mishapOf(error) });
        },
      ),
    take: (card, { loadsAnyway = false } = {}) =>
      void attempt(card, async () => {
        const { openChatId: chatId } = page.state.get();
        const asked = { modelId: card.modelId, ...(loadsAnyway && { loadsAnyway }) };
        if (chatId === null) await core.call('models.use', asked);
        else await core.call('chat.useModel', { chatId, ...asked });
        // It may have been refused, which is told by itself, or given up for another one.
        if (page.state.get().modelSwitch.inUseId === card.modelId)
          state.patch({ done: { type: 'used', name: card.name } });
      }),
    remove: (card) =>
      void attempt(card, async () => {
        const { isRemoved } = await core.call('models.remove', { modelId: card.modelId });
        if (isRemoved) state.patch({ done: { type: 'removed', name: card.name } });
      }),
    // Where the line is gone, so is what was coming.
    cancelComing: () => void core.call('models.cancelComing', {}).catch(() => {}),
    tellArrived: (arrivedId, name) => state.patch({ arrivedId, mishap: null, done: { type: 'arrived', name } }),
    greetArrived: () => state.patch({ arrivedId: null }),
  };
}
