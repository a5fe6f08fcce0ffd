import type { ModelSwitchView } from '../../shared/chat-model-view.ts';
import type { ModelId } from '../../shared/models-view.ts';
import { toWireError, type WireError } from '../../shared/wire.ts';
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
  /** Its `take` also takes what seems to need more memory than there is: it goes before that of others who want the same model. */
  readonly loadsAnyway?: boolean | undefined;
  /** Told where it could not be used: the last one that wanted it. Defaults to none. */
  readonly chatId?: number;
  /** Done once the words of it could be read and nothing is being answered, before the one in use goes. Defaults to nothing. */
  readonly onLoading?: () => Promise<void>;
  /** Done where it was not used after that, before anything is answered again, also where `onLoading` failed. Defaults to nothing. */
  readonly onLeft?: () => Promise<void>;
}

/** How it ended: `left`, because another one is wanted by now, or none. What refuses it is given to each who wanted it. */
export type SwitchEnd = { readonly type: 'used' | 'left' } | { readonly type: 'refused'; readonly failure: WireError };

/** Who wants the model that is coming; `loading`: what that one did as it was loaded, once it began. */
interface Wish {
  readonly options: SwitchOptions;
  loading: Promise<void> | null;
}

/** A model on its way, and all who want it: they get it together, or none of them does. */
interface Bringing {
  readonly modelId: ModelId;
  readonly wishes: Wish[];
  readonly stopping: AbortController;
  step: 'waiting' | 'loading' | 'over';
  end: Promise<SwitchEnd>;
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
  private bringing: Bringing | null = null;
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
    const wish: Wish = { options, loading: null };
    const { bringing: before } = this;
    if (before?.modelId === modelId && before.step !== 'over' && !before.stopping.signal.aborted) {
      before.wishes.push(wish);
      if (before.step === 'loading') await begun(wish);
      return before.end;
    }
    this.stop();
    const bringing: Bringing = {
      ...{ modelId, wishes: [wish], stopping: new AbortController(), step: 'waiting' },
      end: this.running.then(() => this.bring(bringing)),
    };
    this.bringing = bringing;
    this.running = bringing.end.catch(() => {});
    return bringing.end;
  }

  /** Whether it is on its way, and may still not come. */
  isComing(modelId: ModelId): boolean {
    return this.bringing?.modelId === modelId && this.bringing.step !== 'over';
  }

  /** What is coming is not wanted any more. */
  stop(): void {
    this.bringing?.stopping.abort();
  }

  /** It was read why the last one could not be used. */
  dismiss(): void {
    this.tell({ ...this.told, refused: null });
  }

  private async bring(bringing: Bringing): Promise<SwitchEnd> {
    const { modelId, wishes, stopping } = bringing;
    const { shelf } = this.options;
    const before = shelf.currentId();
    const name = shelf.nameOf(modelId);
    try {
      if (stopping.signal.aborted) return { type: 'left' };
      if (before === modelId) {
        await allBegun(bringing);
        return { type: 'used' };
      }
      shelf.forgetRead();
      shelf.read(modelId);
      this.tell({ coming: { modelId, name, step: 'afterAnswers' }, refused: null });
      const handOn = await this.enterLast(stopping.signal);
      if (!handOn) return this.end({ type: 'left' });
      try {
        this.tell({ coming: { modelId, name, step: 'loading' }, refused: null });
        return this.end(await this.load(bringing, before));
      } finally {
        handOn();
      }
    } catch (error) {
      const chatIds = wishes.flatMap(({ options }) => options.chatId ?? []);
      const failure = toWireError(error);
      const failed = { modelId, name, chatId: chatIds.at(-1) ?? null, failure };
      this.tell({ coming: null, refused: { ...failed, inUse: shelf.nameOf(shelf.currentId()) } });
      return { type: 'refused', failure };
    } finally {
      bringing.step = 'over';
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
  private async load(bringing: Bringing, before: ModelId): Promise<SwitchEnd> {
    const { shelf, link } = this.options;
    const { modelId, wishes, stopping } = bringing;
    const { options } = wishes.find((wish) => wish.options.loadsAnyway) ?? (wishes[0] as Wish);
    const { take } = options;
    try {
      await allBegun(bringing);
      take(modelId);
      const engine = await unlessAborted(link.ready(), stopping.signal);
      // Somebody may have chosen by another way meanwhile, which is then what counts.
      if (engine || shelf.currentId() !== modelId) return { type: 'used' };
    } catch (error) {
      if (shelf.currentId() === modelId) await this.goBack(bringing, before, take);
      else await leave(bringing);
      throw error;
    }
    await this.goBack(bringing, before, take);
    return { type: 'left' };
  }

  private async goBack(bringing: Bringing, before: ModelId, take: SwitchOptions['take']): Promise<void> {
    const { shelf, link } = this.options;
    // It may have been removed meanwhile.
    const back = shelf.all().some(({ modelId }) => modelId === before) ? before : shippedId;
    this.tell({ coming: { modelId: back, name: shelf.nameOf(back), step: 'loading' }, refused: null });
    take(back);
    // Where it cannot be had any more either, that is the engine's to tell.
    const isBack = link.ready().catch(() => null);
    await leave(bringing);
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

/** What one who wants a model does as it is loaded: once. */
function begun(wish: Wish): Promise<void> {
  wish.loading ??= wish.options.onLoading?.() ?? Promise.resolve();
  return wish.loading;
}

/** Whoever wants it from now on begins by itself. */
async function allBegun(bringing: Bringing): Promise<void> {
  bringing.step = 'loading';
  await Promise.all(bringing.wishes.map(begun));
}

/** It does not come, for none of them: nobody wants the same one by it any more. */
async function leave(bringing: Bringing): Promise<void> {
  bringing.step = 'over';
  for (const { options, loading } of bringing.wishes) {
    await loading?.catch(() => {});
    await options.onLeft?.();
  }
}
