import type { ModelId, ModelOffer, ModelProgress } from '../../../shared/models-view.ts';
import { CoreError } from '../../../shared/wire.ts';
import type { BringStep } from './bring-step.ts';
import { type CoreLink, mishapOf } from './core-link.ts';
import { createObservable, type Observable } from './observable.ts';

export interface BringState {
  /** Null: nothing is brought. */
  readonly step: BringStep | null;
}

/** Bringing a model: looked at first, and copied when a person says so. */
export interface BringOnPage {
  readonly state: Observable<BringState>;
  /** What lies there, in the place of what was looked at before. What is being copied is not left for it. */
  look(path: string): void;
  /** Copies what was looked at; `anyway`: also where there seems to be too little memory for it. */
  take(options: { readonly anyway: boolean }): void;
  /** Ends the copying under way, of which nothing is left; whether there was one. */
  cancel(): boolean;
  /** Lets go of what was looked at. */
  leave(): void;
}

export interface BringOptions {
  readonly core: CoreLink;
  readonly onArrived: (modelId: ModelId, name: string) => void;
}

export function openBringOnPage({ core, onArrived }: BringOptions): BringOnPage {
  const state = createObservable<BringState>({ step: null });
  /** Ends the copying under way. */
  let cancel: (() => void) | null = null;
  /** What is asked for now: an answer to something older is nobody's any more. */
  let asked = 0;

  async function look(path: string): Promise<void> {
    asked += 1;
    const own = asked;
    const name = path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
    const show = (step: BringStep) => own === asked && state.patch({ step });
    show({ type: 'looking', name });
    try {
      show({ type: 'offered', name, path, offer: await core.call('models.look', { path }) });
    } catch (error) {
      show({ type: 'refused', name, failure: mishapOf(error) });
    }
  }

  async function take(path: string, { name }: ModelOffer, loadsAnyway: boolean): Promise<void> {
    let progress: ModelProgress | null = null;
    const show = () => state.patch({ step: { type: 'coming', name, progress } });
    show();
    try {
      const client = core.client();
      if (!client) throw new CoreError('closed');
      const stream = client.stream('models.import', { path, ...(loadsAnyway && { loadsAnyway }) }, (told) => {
        progress = told;
        show();
      });
      cancel = () => stream.cancel();
      const arrived = await stream.result;
      state.patch({ step: null });
      if (arrived) onArrived(arrived.modelId, name);
    } catch (error) {
      state.patch({ step: { type: 'refused', name, failure: mishapOf(error) } });
    } finally {
      cancel = null;
    }
  }

  return {
    state,
    look: (path) => {
      if (!cancel) void look(path);
    },
    take: ({ anyway }) => {
      const { step } = state.get();
      if (step?.type === 'offered') void take(step.path, step.offer, anyway);
    },
    cancel: () => {
      cancel?.();
      return cancel !== null;
    },
    leave: () => {
      asked += 1;
      state.patch({ step: null });
    },
  };
}
