import type { Pipe, WireMessage } from './wire.ts';

/**
 * Either end of a forked process's channel: the parent's ChildProcess, or the child's own `process`. Fork with
 * `serialization: 'advanced'`, so that values arrive as a message port would bring them.
 */
export interface ProcessLike {
  readonly connected: boolean;
  send?(
    message: unknown,
    handle?: undefined,
    options?: undefined,
    callback?: (error: Error | null) => void,
  ): boolean | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  disconnect?(): void;
}

/** A pipe over a forked process's channel. It closes when either side disconnects or the other process is gone. */
export function openProcessPipe(process: ProcessLike): Pipe {
  const closeListeners: (() => void)[] = [];
  let isOpen = process.connected;

  const announceClosed = () => {
    if (!isOpen) return;
    isOpen = false;
    for (const listener of closeListeners) listener();
  };
  process.on('disconnect', announceClosed);
  if (!isOpen) {
    isOpen = true;
    queueMicrotask(announceClosed);
  }

  return {
    send: (message) => {
      // With a callback, sending into a channel that has just closed is told there and not thrown as an 'error' event.
      if (isOpen && process.connected) process.send?.(message, undefined, undefined, () => {});
    },
    onMessage: (listener) => {
      process.on('message', (message) => {
        if (isOpen) listener(message as WireMessage);
      });
    },
    onClose: (listener) => {
      closeListeners.push(listener);
    },
    close: () => {
      if (!isOpen) return;
      if (process.connected) process.disconnect?.();
      announceClosed();
    },
  };
}
