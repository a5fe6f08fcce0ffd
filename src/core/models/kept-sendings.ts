/** Which sendings somebody keeps: those are nobody else's, and do not go by their age. One may be kept several times at once. */
export class KeptSendings {
  private readonly counts = new Map<string, number>();

  has(sendId: string): boolean {
    return this.counts.has(sendId);
  }

  async during<Result>(sendId: string, work: () => Promise<Result>): Promise<Result> {
    this.counts.set(sendId, (this.counts.get(sendId) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const others = (this.counts.get(sendId) ?? 0) - 1;
      if (others > 0) this.counts.set(sendId, others);
      else this.counts.delete(sendId);
    }
  }
}

/** Settles once the signal is aborted; at once where it was before. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
