import { type Contract, CoreError, type Handlers, type Pipe, toWireError, type WireMessage } from './wire.ts';

type AnyHandler = (input: unknown, send: (event: unknown) => void, signal: AbortSignal) => unknown;

export interface ServeOptions {
  /** Told of every error that is a bug (not a CoreError), with the method it happened in. Defaults to nothing. */
  readonly onInternalError?: (method: string, error: unknown) => void;
}

/** One for all requests: an exception of its own for each, with its stack, costs more than most answers. */
const isOver = new DOMException('requestIsOver', 'AbortError');

/**
 * Serves a contract over a pipe until it closes. Input is parsed here, on the side that must not trust it; a request that
 * does not parse is answered with `badInput` and reaches no handler. Running streams are cancelled when the pipe closes.
 */
export function serve<C extends Contract>(
  pipe: Pipe,
  contract: C,
  handlers: Handlers<C>,
  options: ServeOptions = {},
): void {
  const running = new Map<number, AbortController>();
  let isOpen = true;
  const reply = (message: WireMessage) => {
    if (isOpen) pipe.send(message);
  };
  /** The last word on a request: there is nobody left to tell when even that cannot be sent. */
  const replyWithError = (method: string, id: number, error: unknown) => {
    try {
      reply({ type: 'error', id, error: toWireError(error) });
    } catch (sendingError) {
      options.onInternalError?.(method, sendingError);
    }
  };

  async function answer(id: number, type: 'call' | 'stream', method: string, input: unknown): Promise<void> {
    const cancel = new AbortController();
    running.set(id, cancel);
    try {
      const entry = Object.hasOwn(contract, method) ? contract[method] : undefined;
      if (entry?.type !== type) throw new CoreError('badInput', { method });
      const parsed = entry.input.safeParse(input);
      if (!parsed.success) {
        throw new CoreError('badInput', { method, path: parsed.error.issues[0]?.path.join('.') ?? '' });
      }
      const handler = handlers[method] as AnyHandler;
      const send = (event: unknown) => reply({ type: 'event', id, event });
      reply({ type: 'result', id, result: await handler(parsed.data, send, cancel.signal) });
    } catch (error) {
      if (!(error instanceof CoreError)) options.onInternalError?.(method, error);
      replyWithError(method, id, error);
    } finally {
      running.delete(id);
      // However it ended: whatever the handler left listening for this request ends with it.
      cancel.abort(isOver);
    }
  }

  pipe.onMessage((message) => {
    if (message.type === 'cancel') running.get(message.id)?.abort();
    else if (message.type === 'call' || message.type === 'stream') {
      void answer(message.id, message.type, message.method, message.input);
    }
  });
  pipe.onClose(() => {
    isOpen = false;
    for (const cancel of running.values()) cancel.abort();
  });
}
