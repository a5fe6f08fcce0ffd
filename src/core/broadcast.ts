/** Those who listen to one kind of event. */
export class Broadcast<Event> {
  private readonly listeners = new Set<(event: Event) => void>();

  /** Listens until the signal aborts; settles then. */
  until(signal: AbortSignal, listener: (event: Event) => void): Promise<void> {
    this.listeners.add(listener);
    return new Promise((resolve) => {
      const end = () => {
        this.listeners.delete(listener);
        resolve();
      };
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
  }

  send(event: Event): void {
    for (const listener of this.listeners) listener(event);
  }

  get isHeard(): boolean {
    return this.listeners.size > 0;
  }
}
