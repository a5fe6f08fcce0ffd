import type { ModelId, ModelOffer, ModelProgress } from '../../../shared/models-view.ts';
import type { SendingView } from '../../../shared/sent-model.ts';
import { CoreError } from '../../../shared/wire.ts';
import type { BringStep } from './bring-step.ts';
import { type CoreLink, mishapOf } from './core-link.ts';
import { createObservable, type Observable } from './observable.ts';
import type { BroughtModel } from './page-state.ts';

export interface BringState {
  /** Null: nothing is brought. */
  readonly step: BringStep | null;
  /** The last one that was brought while another was being sent or copied, and was not looked at; null: none. */
  readonly turnedAway: string | null;
}

/** Bringing a model: looked at first, and copied when a person says so. */
export interface BringOnPage {
  readonly state: Observable<BringState>;
  /** What lies there, in the place of what was looked at before. What is being sent or copied is not left for it: it is turned away. */
  look(brought: BroughtModel): void;
  /** Copies what was looked at; `anyway`: also where there seems to be too little memory for it. */
  take(options: { readonly anyway: boolean }): void;
  /** Ends what is being sent or copied; whether there was something. Of a copy nothing is left. */
  cancel(): boolean;
  /** Lets go of what was looked at. */
  leave(): void;
}

export interface BringOptions {
  readonly core: CoreLink;
  /** Sends files to the core's machine. */
  readonly send: SendFiles;
  readonly onArrived: (modelId: ModelId, name: string) => void;
}

export type SendFiles = (
  files: { readonly name: string; readonly files: readonly File[] },
  signal: AbortSignal,
) => Promise<Pick<SendingView, 'sendId' | 'path'>>;

export function openBringOnPage({ core, send, onArrived }: BringOptions): BringOnPage {
  const state = createObservable<BringState>({ step: null, turnedAway: null });
  /** Ends what is being sent or copied. */
  let cancel: (() => void) | null = null;
  /** What is asked for now: an answer to something older is nobody's any more. */
  let asked = 0;
  /** What was sent, until it is copied or not wanted. */
  let sentId: string | null = null;

  async function look(path: string, name: string): Promise<void> {
    const own = asked;
    const show = (step: BringStep) => own === asked && state.patch({ step });
    show({ type: 'looking', name });
    try {
      show({ type: 'offered', name, path, isSent: sentId !== null, offer: await core.call('models.look', { path }) });
    } catch (error) {
      show({ type: 'refused', name, failure: mishapOf(error) });
    }
  }

  async function sendAndLook(name: string, files: readonly File[]): Promise<void> {
    const ending = new AbortController();
    const end = () => ending.abort();
    cancel = end;
    state.patch({ step: { type: 'coming', name, progress: null } });
    try {
      const { sendId, path } = await send({ name, files }, ending.signal);
      if (sentId !== sendId) letGo();
      sentId = sendId;
      cancel = null;
      await look(path, name);
    } catch (error) {
      const failure = mishapOf(error);
      const isCancelled = ending.signal.aborted || failure.code === 'sendingCancelled';
      // Where it was cut off, what has come stays for a while, and is gone on with where the same is sent again.
      state.patch({ step: isCancelled ? null : { type: 'refused', name, failure } });
    } finally {
      // While it was looked at, the sending of another one may have begun.
      if (cancel === end) cancel = null;
    }
  }

  async function take(path: string, { name }: ModelOffer, loadsAnyway: boolean): Promise<void> {
    let progress: ModelProgress | null = null;
    state.patch({ turnedAway: null });
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
      letGo();
      if (arrived) onArrived(arrived.modelId, name);
    } catch (error) {
      state.patch({ step: { type: 'refused', name, failure: mishapOf(error) } });
      // What was sent stays for a while: the same sent again is there already.
    } finally {
      cancel = null;
    }
  }

  function letGo(): void {
    // Where the line is gone, the core lets go of it by itself.
    if (sentId !== null) core.call('models.endSending', { sendId: sentId }).catch(() => {});
    sentId = null;
  }

  return {
    state,
    look: (brought) => {
      const name = nameOf(brought);
      if (cancel) return state.patch({ turnedAway: name });
      asked += 1;
      state.patch({ turnedAway: null });
      if (brought.type === 'files') return void sendAndLook(name, brought.files);
      letGo();
      void look(brought.path, name);
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
      letGo();
      state.patch({ step: null });
    },
  };
}

/** What it is called until it was looked at. */
function nameOf(brought: BroughtModel): string {
  if (brought.type === 'files') return brought.name;
  return brought.path.split(/[\\/]/).filter(Boolean).at(-1) ?? brought.path;
}
