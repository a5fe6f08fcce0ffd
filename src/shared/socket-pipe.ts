import type { Pipe, WireMessage } from './wire.ts';

/** What a browser's WebSocket and that of the `ws` package have in common. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

const connecting = 0;
const open = 1;
/** RFC 6455, 7.4.1: the peer sent something of a kind that cannot be accepted. */
const unacceptableData = 1003;
const messageTypes = ['call', 'stream', 'cancel', 'event', 'result', 'error'];

/**
 * A pipe over a WebSocket, one JSON text frame a message. What is sent while the socket is still connecting waits for it;
 * a frame that is no message of the wire closes it, since its sender speaks something else.
 */
export function openSocketPipe(socket: WebSocketLike): Pipe {
  const messageListeners: ((message: WireMessage) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const waiting: string[] = [];
  let isOpen = true;

  const announceClosed = () => {
    if (!isOpen) return;
    isOpen = false;
    for (const listener of closeListeners) listener();
  };
  const close = (code?: number) => {
    if (!isOpen) return;
    socket.close(code);
    announceClosed();
  };

  socket.addEventListener('open', () => {
    for (const frame of waiting.splice(0)) socket.send(frame);
  });
  socket.addEventListener('message', ({ data }) => {
    if (!isOpen) return;
    const message = parseMessage(data);
    if (!message) return close(unacceptableData);
    for (const listener of messageListeners) listener(message);
  });
  socket.addEventListener('close', announceClosed);

  return {
    send: (message) => {
      if (!isOpen) return;
      const frame = JSON.stringify(message);
      if (socket.readyState === connecting) waiting.push(frame);
      else if (socket.readyState === open) socket.send(frame);
    },
    onMessage: (listener) => {
      messageListeners.push(listener);
    },
    onClose: (listener) => {
      closeListeners.push(listener);
    },
    close: () => close(),
  };
}

/** Only the envelope is looked at here; what is in it is parsed by the contract that serves it. */
function parseMessage(data: unknown): WireMessage | undefined {
  if (typeof data !== 'string') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, id, method, error } = value as Record<string, unknown>;
  if (!messageTypes.includes(String(type)) || !Number.isSafeInteger(id)) return undefined;
  if ((type === 'call' || type === 'stream') && typeof method !== 'string') return undefined;
  if (type === 'error' && (typeof error !== 'object' || error === null)) return undefined;
  return value as WireMessage;
}
