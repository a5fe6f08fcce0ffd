import { CoreError } from '../shared/wire.ts';

/** Pieces of work that nobody waits for: each has its errors told here, and a close can wait for all of them. */
export class OwnedWork {
  private readonly onLog: (line: string) => void;
  private readonly pieces = new Set<Promise<unknown>>();

  constructor(onLog: (line: string) => void) {
    this.onLog = onLog;
  }

  /** An error ends its own piece and is told to the log; a line or an engine that is gone is told elsewhere. */
  own(what: string, work: Promise<unknown>): void {
    const settled = work
      .catch((error: unknown) => {
        if (!(error instanceof CoreError)) this.logError(what, error);
      })
      .finally(() => this.pieces.delete(settled));
    this.pieces.add(settled);
  }

  logError(what: string, error: unknown): void {
    this.onLog(`${what}: ${error instanceof Error ? error.stack : error}`);
  }

  /** Settles with the next piece that does; at once without any. */
  async next(): Promise<boolean> {
    if (this.pieces.size === 0) return false;
    await Promise.race(this.pieces);
    return true;
  }
}
