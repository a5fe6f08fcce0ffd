import type { ModelSwitchView } from '../../shared/chat-model-view.ts';
import type { ModelId } from '../../shared/models-view.ts';
import { toWireError } from '../../shared/wire.ts';
import type { EngineLink } from '../engine-link.ts';
import type { TurnQueue } from '../turn/turn-queue.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { shippedId } from './model-id.ts';
import type { ModelShelf } from './model-shelf.ts';

export interface ModelSwitchOptions {
  readonly shelf: ModelShelf;
  readonly link: Pick<EngineLink, 'ready'>;
  readonly queue: TurnQueue;
  /** A turn is being stored that will stand in the queue: it was planned for the model in use. */
  readonly isTurnStarting: () => boolean;
  readonly onView: (view: ModelSwitchView) => void;
}

/** What somebody wants who brings a model into use. */
export interface SwitchOptions {
  /** Makes the engine start with a model. */
  readonly take: (modelId: ModelId) => void;
  /** Told where it could not be used. Defaults to none. */
  readonly chatId?: number;
  /** Done once the words of it could be read and nothing is being answered, before the one in use goes. Defaults to nothing. */
  readonly onLoading?: () => Promise<void>;
  /** Done where it was not used after that, before anything is answered again. Defaults to nothing. */
  readonly onLeft?: () => Promise<void>;
}

/** How it ended: `left`, because another one is wanted by now, or none. */
export type SwitchEnd = 'used' | 'left' | 'refused';

interface Loading extends Pick<SwitchOptions, 'take' | 'onLeft'> {
  readonly modelId: ModelId;
  readonly before: ModelId;
}

type Told = Pick<ModelSwitchView, 'coming' | 'refused'>;

const nothing: Told = { coming: null, refused: null };

/**
 * Brings another model into use: reads it first, so that what cannot be read costs nothing; lets what is being answered come to its
 * end; and where it cannot be loaded, brings the one before back and says why. One at a time, the last one that was wanted.
 */
export class ModelSwitch {
  private readonly options: ModelSwitchOptions;
  private told: Told = nothing;
  private lastTold = '';
  private stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(options: ModelSwitchOptions) {
    this.options = options;
  }

  view(): ModelSwitchView {
    const { shelf } = this.options;
    return { here: shelf.all(), inUseId: shelf.currentId(), ...this.told };
  }

  /** Other models may be here than before, or another one in use. */
  shelfChanged(): void {
    if (JSON.stringify(this.view()) !== this.lastTold) this.tell(this.told);
  }

  async use(modelId: ModelId, options: SwitchOptions): Promise<SwitchEnd> {
    this.stop();
    const stopping = new AbortController();
    this.stopping = stopping;
    const run = this.running.then(() => this.bring(modelId, options, stopping.signal));
    this.running = run.catch(() => {});
    return run;
  }

  /** What is coming is not wanted any more. */
  stop(): void {
    this.stopping.abort();
  }

  /** It was read why the last one could not be used. */
  dismiss(): void {
    this.tell({ ...this.told, refused: null });
  }

  private async bring(modelId: ModelId, options: SwitchOptions, signal: AbortSignal): Promise<SwitchEnd> {
    const { shelf } = this.options;
    const before = shelf.currentId();
    if (signal.aborted) return 'left';
    if (before === modelId) {
      await options.onLoading?.();
      return 'used';
    }
    const name = shelf.nameOf(modelId);
    try {
      shelf.forgetRead();
      shelf.read(modelId);
      this.tell({ coming: { modelId, name, step: 'afterAnswers' }, refused: null });
      const handOn = await this.enterLast(signal);
      if (!handOn) return this.end('left');
      try {
        this.tell({ coming: { modelId, name, step: 'loading' }, refused: null });
        await options.onLoading?.();
        return this.end(await this.load({ ...options, modelId, before }, signal));
      } finally {
        handOn();
      }
    } catch (error) {
      const failed = { modelId, name, chatId: options.chatId ?? null, failure: toWireError(error) };
      this.tell({ coming: null, refused: { ...failed, inUse: shelf.nameOf(shelf.currentId()) } });
      return 'refused';
    }
  }

  /** Turns that were planned for the model in use are answered by it: they go first, also those that came later. */
  private async enterLast(signal: AbortSignal): Promise<(() => void) | null> {
    const { queue, isTurnStarting } = this.options;
    for (;;) {
      const handOn = await queue.enter(signal);
      if (!handOn || (!queue.isAwaited && !isTurnStarting())) return handOn;
      handOn();
      await new Promise((next) => setTimeout(next, 5));
    }
  }

  /** Throws what keeps the engine from loading it; the one before is then wanted again. */
  private async load(loading: Loading, signal: AbortSignal): Promise<SwitchEnd> {
    const { shelf, link } = this.options;
    const { modelId, take, onLeft } = loading;
    try {
      take(modelId);
      const engine = await unlessAborted(link.ready(), signal);
      // Somebody may have chosen by another way meanwhile, which is then what counts.
      if (engine || shelf.currentId() !== modelId) return 'used';
    } catch (error) {
      if (shelf.currentId() === modelId) await this.goBack(loading);
      else await onLeft?.();
      throw error;
    }
    await this.goBack(loading);
    return 'left';
  }

  private async goBack({ before, take, onLeft }: Loading): Promise<void> {
    const { shelf, link } = this.options;
    // It may have been removed meanwhile.
    const back = shelf.all().some(({ modelId }) => modelId === before) ? before : shippedId;
    this.tell({ coming: { modelId: back, name: shelf.nameOf(back), step: 'loading' }, refused: null });
    take(back);
    // Where it cannot be had any more either, that is the engine's to tell.
    const isBack = link.ready().catch(() => null);
    await onLeft?.();
    await isBack;
  }

  private end(end: SwitchEnd): SwitchEnd {
    this.tell(nothing);
    return end;
  }

  private tell(told: Told): void {
    this.told = told;
    const view = this.view();
    this.lastTold = JSON.stringify(view);
    this.options.onView(view);
  }
}
