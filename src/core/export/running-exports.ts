import { CoreError } from '../../shared/wire.ts';

/** Exports under way: each ends when whoever asked cancels it, and all of them when the application closes. */
export class RunningExports {
  private readonly running = new Map<AbortController, Promise<unknown>>();

  /** Cancelled is an ending like another: it is told as `exportCancelled`, once nothing of it is left. */
  async run<Result>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const ending = new AbortController();
    if (signal.aborted) ending.abort();
    signal.addEventListener('abort', () => ending.abort(), { once: true });
    const result = work(ending.signal);
    this.running.set(ending, result);
    try {
      return await result;
    } catch (error) {
      throw ending.signal.aborted ? new CoreError('exportCancelled') : error;
    } finally {
      this.running.delete(ending);
    }
  }

  /** Waits until each has taken away what it had written. */
  async close(): Promise<void> {
    for (const ending of this.running.keys()) ending.abort();
    await Promise.allSettled(this.running.values());
  }
}
