import type { ComingModel, ModelProgress } from '../../shared/models-view.ts';
import { CoreError } from '../../shared/wire.ts';

/** How a coming is followed and ended. */
export interface Following {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ModelProgress) => void;
}

/** Models on their way into the library: one at a time, told to every page, ended from any of them, and at the application's end. */
export class Comings {
  private readonly onComing: (coming: ComingModel | null) => void;
  private running: {
    readonly name: string;
    readonly ending: AbortController;
    readonly ended: Promise<unknown>;
  } | null = null;
  private isClosed = false;

  constructor(onComing: (coming: ComingModel | null) => void) {
    this.onComing = onComing;
  }

  get isBusy(): boolean {
    return this.running !== null;
  }

  /**
   * Throws `modelIsComing` while another one is. `work` is given a signal that is aborted by whoever may end it; at the application's
   * end with `closed`.
   */
  async run<Result>(
    { name, from }: Pick<ComingModel, 'name' | 'from'>,
    { signal, onProgress }: Following,
    work: (following: Following) => Promise<Result>,
  ): Promise<Result> {
    if (this.running) throw new CoreError('modelIsComing', { name: this.running.name });
    if (this.isClosed) throw new CoreError('closed');
    const ending = new AbortController();
    const end = () => ending.abort();
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    const tell = (progress: ModelProgress) => {
      onProgress(progress);
      this.onComing({ name, from, progress });
    };
    const ended = work({ signal: ending.signal, onProgress: tell });
    this.running = { name, ending, ended };
    try {
      return await ended;
    } finally {
      signal.removeEventListener('abort', end);
      this.running = null;
      this.onComing(null);
    }
  }

  /** Somebody on any page does not want it any more. */
  cancel(): void {
    this.running?.ending.abort();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.running?.ending.abort(new CoreError('closed'));
    await this.running?.ended.catch(() => {});
  }
}
