import type { Pipe, WireMessage } from './wire.ts';

interface PortMessage {
  readonly data: unknown;
}

/** What a page's (or Node's) MessagePort has: events reach it as an EventTarget. */
export interface EventTargetPort {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: (event: PortMessage) => void): void;
  start(): void;
  close(): void;
}

/** What Electron's MessagePortMain has: an event emitter whose message events carry `data`. */
export interface EmitterPort {
  postMessage(message: unknown): void;
  on(type: string, listener: (event: PortMessage) => void): unknown;
  start(): void;
  close(): void;
}

/**
 * A pipe over a message port of either kind. Nothing is delivered before the first `onMessage`, so that no early message is
 * lost. Chromium before 122 does not tell a page that the other end closed: there the shell must call `close` itself.
 */
export function openPortPipe(port: EventTargetPort | EmitterPort): Pipe {
  const messageListeners: ((message: WireMessage) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let isOpen = true;
  let isStarted = false;

  const listen = (type: string, listener: (event: PortMessage) => void) =>
    'addEventListener' in port ? port.addEventListener(type, listener) : port.on(type, listener);
  const announceClosed = () => {
    if (!isOpen) return;
    isOpen = false;
    for (const listener of closeListeners) listener();
  };

  listen('message', (event) => {
    if (!isOpen) return;
    for (const listener of messageListeners) listener(event.data as WireMessage);
  });
  listen('close', announceClosed);

  return {
    send: (message) => {
      if (isOpen) port.postMessage(message);
    },
    onMessage: (listener) => {
      messageListeners.push(listener);
      if (isStarted) return;
      isStarted = true;
      port.start();
    },
    onClose: (listener) => {
      closeListeners.push(listener);
    },
    close: () => {
      if (!isOpen) return;
      port.close();
      announceClosed();
    },
  };
}
