import type { MemoryNeed, ModelId, ModelOffer, ModelProgress } from '../../../shared/models-view.ts';
import type { Begun, SendModelOptions } from '../../../shared/send-model.ts';
import type { SendingView } from '../../../shared/sent-model.ts';
import { CoreError } from '../../../shared/wire.ts';
import type { BringStep } from './bring-step.ts';
import { type CoreLink, codeOf, isClosed, mishapOf } from './core-link.ts';
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
  /** Other models are here than when it was offered: it may be among them by now, or not any more. */
  lookAgain(): void;
  /** Copies what was looked at, or sends the rest of it; `anyway`: also where there seems to be too little memory for it. */
  take(options: { readonly anyway: boolean }): void;
  /** Ends what is being sent or copied, not what waits for a person; whether there was something. Nothing is left of it. */
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
  options: Omit<SendModelOptions, 'post'>,
) => Promise<Pick<SendingView, 'sendId' | 'path'>>;

export function openBringOnPage({ core, send, onArrived }: BringOptions): BringOnPage {
  const state = createObservable<BringState>({ step: null, turnedAway: null });
  /** Ends what is being sent or copied. */
  let cancel: (() => void) | null = null;
  /** What is asked for now: an answer to something older is nobody's any more. */
  let asked = 0;
  /** Goes on with what was foreseen. */
  let goOn = () => {};
  /** What is or was sent, until it is copied or not wanted. */
  let sent: Begun | null = null;
  core.subscribe(() => {
    // Another line: nobody keeps it there yet.
    if (sent) sent = keep(sent.sendId);
  });

  async function look(path: string, name: string): Promise<void> {
    const own = asked;
    const show = (step: BringStep) => own === asked && state.patch({ step });
    show({ type: 'looking', name });
    try {
      show({ type: 'offered', name, path, isSent: sent !== null, offer: await core.call('models.look', { path }) });
    } catch (error) {
      show({ type: 'refused', name, failure: mishapOf(error) });
    }
  }

  /** What it was stays offered meanwhile. */
  async function lookAgain(before: Extract<BringStep, { readonly type: 'offered' }>): Promise<void> {
    const { name, path } = before;
    const show = (step: BringStep) => state.get().step === before && state.patch({ step });
    try {
      show({ ...before, offer: await core.call('models.look', { path }) });
    } catch (error) {
      if (!isClosed(error)) show({ type: 'refused', name, failure: mishapOf(error) });
    }
  }

  async function sendAndLook(name: string, files: readonly File[]): Promise<void> {
    const own = asked;
    const show = (step: BringStep | null) => own === asked && state.patch({ step });
    const showComing = () => show({ type: 'coming', name, progress: null });
    const ending = new AbortController();
    const { signal } = ending;
    const abort = () => ending.abort();
    const over = () => {
      if (cancel === abort) cancel = null;
    };
    cancel = abort;
    showComing();
    const onForeseen = async (memory: MemoryNeed) => {
      if (memory.neededBytes <= memory.availableBytes) return;
      show({ type: 'short', name, memory });
      await untilWanted(signal);
      showComing();
    };
    try {
      const onBegun = (begun: Begun) => (own === asked ? hold(begun) : end(begun));
      const { path } = await send({ name, files }, { signal, onBegun, onForeseen });
      // It may have ended by itself in the moment in which it was ended.
      signal.throwIfAborted();
      over();
      await look(path, name);
    } catch (error) {
      // Whoever came after has let go of it already, or goes on with it.
      if (own !== asked) return;
      const isCancelled = signal.aborted || codeOf(error) === 'sendingCancelled';
      if (isCancelled) letGo();
      // What has come before a line broke stays for a while, and is gone on with where the same is sent again.
      else if (isClosed(error)) forget();
      show(isCancelled ? null : { type: 'refused', name, failure: mishapOf(error) });
    } finally {
      over();
    }
  }

  /** A person wants it, though there seems to be too little memory for it. */
  function untilWanted(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      goOn = resolve;
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
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

  /** What was sent before is not wanted any more. */
  function hold(begun: Begun): void {
    letGo();
    sent = begun;
  }

  function keep(sendId: string): Begun {
    const keeping = core.client()?.stream('models.keepSending', { sendId }, () => {});
    // Where it is not there any more, whoever asks for it next is told.
    keeping?.result.catch(() => {});
    return { sendId, release: () => keeping?.cancel() };
  }

  function letGo(): void {
    if (sent) end(sent);
    sent = null;
  }

  function forget(): void {
    sent?.release();
    sent = null;
  }

  function end({ sendId, release }: Begun): void {
    // Where the line is gone, the core lets go of it by itself.
    core.call('models.endSending', { sendId }).catch(() => {});
    release();
  }

  return {
    state,
    look: (brought) => {
      const name = nameOf(brought);
      if (cancel && state.get().step?.type !== 'short') return state.patch({ turnedAway: name });
      asked += 1;
      cancel?.();
      state.patch({ turnedAway: null });
      if (brought.type === 'files') {
        // The same files go on with it; it is ended once it is known that they did not.
        sent?.release();
        return void sendAndLook(name, brought.files);
      }
      letGo();
      void look(brought.path, name);
    },
    lookAgain: () => {
      const { step } = state.get();
      if (step?.type === 'offered') void lookAgain(step);
    },
    take: ({ anyway }) => {
      const { step } = state.get();
      if (step?.type === 'short' && anyway) goOn();
      if (step?.type === 'offered') void take(step.path, step.offer, anyway);
    },
    cancel: () => {
      if (state.get().step?.type !== 'coming' || !cancel) return false;
      cancel();
      return true;
    },
    leave: () => {
      asked += 1;
      cancel?.();
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
