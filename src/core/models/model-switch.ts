import type { ModelSwitchView } from '../../shared/chat-model-view.ts';
import type { ModelId } from '../../shared/models-view.ts';
import { toWireError } from '../../shared/wire.ts';
import type { EngineLink } from '../engine-link.ts';
import type { TurnQueue } from '../turn/turn-queue.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { ModelShelf } from './model-shelf.ts';

export interface ModelSwitchOptions {
  readonly shelf: ModelShelf;
  readonly link: Pick<EngineLink, 'ready' | 'restart'>;
  readonly queue: TurnQueue;
  /** A turn is being stored that will stand in the queue: it was planned for the model in use. */
  readonly isTurnStarting: () => boolean;
  readonly onView: (view: ModelSwitchView) => void;
}

/** How it ended: `left`, because another one is wanted by now, or none. */
export type SwitchEnd = 'used' | 'left' | 'refused';

type Told = Pick<ModelSwitchView, 'coming' | 'refused'>;

const nothing: Told = { coming: null, refused: null };

/**
 * Brings another model into use: reads it first, so that what cannot be read costs nothing; lets what is being answered come to its
 * end; and where it cannot be loaded, brings the one before back and says why. One at a time, the last one that was wanted.
 */
export class ModelSwitch {
  private readonly options: ModelSwitchOptions;
  private told: Told = nothing;
  private stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(options: ModelSwitchOptions) {
    this.options = options;
  }

  view(): ModelSwitchView {
    const { shelf } = this.options;
    return { here: shelf.all(), inUseId: shelf.current().modelId, ...this.told };
  }

  /** Other models are here than before. */
  shelfChanged(): void {
    this.options.onView(this.view());
  }

  /** `onLoading`: done once the words of it could be read and nothing is being answered, before the one in use goes. */
  async use(modelId: ModelId, onLoading: () => Promise<void> = async () => {}): Promise<SwitchEnd> {
    this.stop();
    const stopping = new AbortController();
    this.stopping = stopping;
    const run = this.running.then(() => this.bring(modelId, onLoading, stopping.signal));
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

  private async bring(modelId: ModelId, onLoading: () => Promise<void>, signal: AbortSignal): Promise<SwitchEnd> {
    const { shelf } = this.options;
    const before = shelf.current().modelId;
    if (signal.aborted) return 'left';
    if (before === modelId) return 'used';
    const name = nameIn(shelf, modelId);
    try {
      shelf.read(modelId);
      this.tell({ coming: { modelId, name, step: 'afterAnswers' }, refused: null });
      const handOn = await this.enterLast(signal);
      if (!handOn) return this.end('left');
      try {
        this.tell({ coming: { modelId, name, step: 'loading' }, refused: null });
        await onLoading();
        return this.end(await this.load(modelId, before, signal));
      } finally {
        handOn();
      }
    } catch (error) {
      this.tell({ coming: null, refused: { name, failure: toWireError(error), inUse: nameIn(shelf, before) } });
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
  private async load(modelId: ModelId, before: ModelId, signal: AbortSignal): Promise<SwitchEnd> {
    const { shelf, link } = this.options;
    shelf.use(modelId);
    link.restart();
    try {
      const engine = await unlessAborted(link.ready(), signal);
      // Somebody may have chosen by another way meanwhile, which is then what counts.
      if (engine || shelf.current().modelId !== modelId) return 'used';
    } catch (error) {
      if (shelf.current().modelId === modelId) await this.goBack(before);
      throw error;
    }
    await this.goBack(before);
    return 'left';
  }

  private async goBack(before: ModelId): Promise<void> {
    const { shelf, link } = this.options;
    shelf.use(before);
    this.tell({ coming: { modelId: before, name: nameIn(shelf, before), step: 'loading' }, refused: null });
    link.restart();
    // Where it cannot be had any more either, that is the engine's to tell.
    await link.ready().catch(() => null);
  }

  private end(end: SwitchEnd): SwitchEnd {
    this.tell(nothing);
    return end;
  }

  private tell(told: Told): void {
    this.told = told;
    this.options.onView(this.view());
  }
}

function nameIn(shelf: ModelShelf, modelId: ModelId): string {
  return shelf.all().find((model) => model.modelId === modelId)?.name ?? modelId;
}
