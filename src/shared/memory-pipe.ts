import type { Pipe, WireMessage } from './wire.ts';

/** Two joined pipes in one process, for tests: messages are copied as a port would, and arrive in a later microtask. */
export function openMemoryPipes(): readonly [Pipe, Pipe] {
  const first = new MemoryPipe();
  const second = new MemoryPipe();
  first.other = second;
  second.other = first;
  return [first, second];
}

class MemoryPipe implements Pipe {
  other: MemoryPipe | undefined;
  private readonly messageListeners: ((message: WireMessage) => void)[] = [];
  private readonly closeListeners: (() => void)[] = [];
  private isOpen = true;

  send(message: WireMessage): void {
    if (!this.isOpen) return;
    const copy = structuredClone(message);
    queueMicrotask(() => this.other?.receive(copy));
  }

  onMessage(listener: (message: WireMessage) => void): void {
    this.messageListeners.push(listener);
  }

  onClose(listener: () => void): void {
    this.closeListeners.push(listener);
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const listener of this.closeListeners) listener();
    this.other?.close();
  }

  private receive(message: WireMessage): void {
    if (!this.isOpen) return;
    for (const listener of this.messageListeners) listener(message);
  }
}
