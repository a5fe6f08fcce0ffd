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

/** Calls `work` once what is being done now is done. */
type Soon = (work: () => void) => void;

/**
 * A pipe over a WebSocket. Messages that are sent in one go travel as one JSON text frame, an array of them: each frame costs
 * whoever receives it a task of its own. A message by itself is taken, too. What is sent while the socket is still connecting waits for it; a frame that holds
 * anything but messages of the wire closes it, since its sender speaks something else.
 */
export function openSocketPipe(socket: WebSocketLike, soon: Soon = queueMicrotask): Pipe {
  const messageListeners: ((message: WireMessage) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let waiting: string[] = [];
  let isOpen = true;

  const announceClosed = () => {
    if (!isOpen) return;
    isOpen = false;
    for (const listener of closeListeners) listener();
  };
  const flush = () => {
    if (waiting.length === 0 || socket.readyState === connecting) return;
    const frame = `[${waiting.join(',')}]`;
    waiting = [];
    if (socket.readyState === open) socket.send(frame);
  };
  const close = (code?: number) => {
    if (!isOpen) return;
    flush();
    socket.close(code);
    announceClosed();
  };

  socket.addEventListener('open', flush);
  socket.addEventListener('message', ({ data }) => {
    if (!isOpen) return;
    const messages = parseFrame(data);
    if (!messages) return close(unacceptableData);
    for (const message of messages) {
      // One of them may have been answered by closing.
      if (isOpen) for (const listener of messageListeners) listener(message);
    }
  });
  socket.addEventListener('close', announceClosed);

  return {
    send: (message) => {
      if (!isOpen) return;
      // Made text at once: what cannot be is thrown to whoever sends it, and what is changed later is sent as it was.
      const isFirst = waiting.push(JSON.stringify(message)) === 1;
      if (isFirst) soon(flush);
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

function parseFrame(data: unknown): readonly WireMessage[] | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(data);
    const values = Array.isArray(parsed) ? parsed : [parsed];
    return values.every(isMessage) ? values : undefined;
  } catch {
    return undefined;
  }
}

/** Only the envelope is looked at here; what is in it is parsed by the contract that serves it. */
function isMessage(value: unknown): value is WireMessage {
  if (typeof value !== 'object' || value === null) return false;
  const { type, id, method, error } = value as Record<string, unknown>;
  if (!messageTypes.includes(String(type)) || !Number.isSafeInteger(id)) return false;
  if ((type === 'call' || type === 'stream') && typeof method !== 'string') return false;
  return type !== 'error' || (typeof error === 'object' && error !== null);
}
