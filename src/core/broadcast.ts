/** Those who listen to one kind of event. What one of them throws is told to `onError` and keeps nothing from the others. */
export class Broadcast<Event> {
  private readonly listeners = new Set<(event: Event) => void>();
  private readonly onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.onError = onError;
  }

  /** Listens until the signal aborts; settles then. */
  until(signal: AbortSignal, listener: (event: Event) => void): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.listeners.add(listener);
    return new Promise((resolve) => {
      const end = () => {
        this.listeners.delete(listener);
        resolve();
      };
      signal.addEventListener('abort', end, { once: true });
    });
  }

  send(event: Event): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.onError(error);
      }
    }
  }

  get isHeard(): boolean {
    return this.listeners.size > 0;
  }
}
