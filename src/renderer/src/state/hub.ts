import type { HubModel, HubOffers } from '../../../shared/hub-view.ts';
import type { ModelId, ModelProgress } from '../../../shared/models-view.ts';
import { CoreError } from '../../../shared/wire.ts';
import { type CoreLink, mishapOf } from './core-link.ts';
import type { HubStep } from './hub-step.ts';
import { createObservable, type Observable } from './observable.ts';

export interface HubState {
  /** Null until they are told. */
  readonly offers: HubOffers | null;
  /** Null: nothing is looked up or fetched. */
  readonly step: HubStep | null;
}

/** Fetching models from a hub: nothing is asked of the network but by `lookUp` and `download`. */
export interface HubOnPage {
  readonly state: Observable<HubState>;
  /** Asks the core what it can offer, which asks nobody else. */
  readOffers(): Promise<void>;
  lookUp(repository: string): void;
  /** What was looked up, or was being downloaded when something went wrong; `anyway`: also where there seems to be too little memory for it. */
  download(options?: { readonly anyway?: boolean }): void;
  /** Ends the download under way; whether there was one. What has come stays, and is gone on with another time. */
  cancel(): boolean;
  /** Goes back from what was looked up. */
  leave(): void;
  /** Removes what has come. */
  drop(): void;
}

export interface HubOptions {
  readonly core: CoreLink;
  readonly onArrived: (modelId: ModelId, name: string) => void;
}

export function openHubOnPage({ core, onArrived }: HubOptions): HubOnPage {
  const state = createObservable<HubState>({ offers: null, step: null });
  /** Ends the download under way. */
  let cancel: (() => void) | null = null;
  /** What is asked for now: an answer to something older is nobody's any more. */
  let asked = 0;

  async function readOffers(): Promise<void> {
    state.patch({ offers: await core.call('hub.entries', {}) });
  }

  async function lookUp(repository: string): Promise<void> {
    asked += 1;
    const own = asked;
    const show = (step: HubStep) => own === asked && state.patch({ step });
    show({ type: 'looking', name: repository });
    try {
      const model = await core.call('hub.look', { repository });
      // One that nobody waits for any more is left alone: to forget it would throw away what is here of a download.
      show({ type: 'found', name: model.repository, model });
    } catch (error) {
      show({ type: 'refused', name: repository, failure: mishapOf(error), model: null });
    }
  }

  async function download(model: HubModel, loadsAnyway: boolean): Promise<void> {
    const name = model.repository;
    const client = core.client();
    let progress: ModelProgress | null = null;
    state.patch({ step: { type: 'downloading', name, model, progress } });
    /** As it would be gone on with. */
    const sofar = (): HubModel =>
      progress?.step === 'receiving' ? { ...model, downloadedBytes: progress.doneBytes } : model;
    try {
      if (!client) throw new CoreError('closed');
      const stream = client.stream('hub.download', { lookId: model.lookId, loadsAnyway }, (told) => {
        progress = told;
        state.patch({ step: { type: 'downloading', name, model, progress } });
      });
      cancel = () => stream.cancel();
      const arrived = await stream.result;
      state.patch({ step: arrived ? null : { type: 'found', name, model: sofar() } });
      if (arrived) onArrived(arrived.modelId, name);
    } catch (error) {
      state.patch({ step: { type: 'refused', name, failure: mishapOf(error), model: sofar() } });
    } finally {
      cancel = null;
    }
  }

  function forget({ lookId }: HubModel): void {
    // Where the line is gone, the core lets go of it when it ends.
    core.call('hub.forget', { lookId }).catch(() => {});
  }

  return {
    state,
    readOffers,
    lookUp: (repository) => void lookUp(repository),
    download: ({ anyway = false } = {}) => {
      const model = modelOf(state.get().step);
      if (model) void download(model, anyway);
    },
    cancel: () => {
      cancel?.();
      return cancel !== null;
    },
    leave: () => {
      asked += 1;
      state.patch({ step: null });
    },
    drop: () => {
      const model = modelOf(state.get().step);
      if (model) forget(model);
      state.patch({ step: null });
    },
  };
}

/** What can be downloaded. */
function modelOf(step: HubStep | null): HubModel | null {
  return step?.type === 'found' || step?.type === 'refused' ? step.model : null;
}
