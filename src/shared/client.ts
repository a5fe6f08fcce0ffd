import {
  type CallNames,
  type Contract,
  CoreError,
  type EventOf,
  fromWireError,
  type InputOf,
  type OutputOf,
  type Pipe,
  type ResultOf,
  type StreamNames,
} from './wire.ts';

/** The asking side of a contract. After the pipe closes, every pending and every later request fails at once (`closed`). */
export interface Client<C extends Contract> {
  call<Name extends CallNames<C>>(method: Name, input: InputOf<C[Name]>): Promise<OutputOf<C[Name]>>;
  stream<Name extends StreamNames<C>>(
    method: Name,
    input: InputOf<C[Name]>,
    onEvent: (event: EventOf<C[Name]>) => void,
  ): RunningStream<ResultOf<C[Name]>>;
  readonly closed: Promise<void>;
  close(): void;
}

/** A stream under way. `cancel` asks it to end; `result` settles when it has (with a result, if the other side gives one). */
export interface RunningStream<Result> {
  readonly result: Promise<Result>;
  cancel(): void;
}

interface Pending {
  readonly onEvent: ((event: unknown) => void) | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Opens the asking side of `contract` over `pipe`. Takes only the contract's type, so that a page need not load schemas. */
export function openClient<C extends Contract>(pipe: Pipe): Client<C> {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let isOpen = true;
  let announceClosed: () => void;
  const closed = new Promise<void>((resolve) => {
    announceClosed = resolve;
  });

  pipe.onMessage((message) => {
    if (message.type === 'call' || message.type === 'stream' || message.type === 'cancel') return;
    const request = pending.get(message.id);
    if (!request) return;
    if (message.type === 'event') return hear(message.id, request, message.event);
    pending.delete(message.id);
    if (message.type === 'result') return request.resolve(message.result);
    request.reject(fromWireError(message.error));
  });
  pipe.onClose(() => {
    isOpen = false;
    const requests = [...pending.values()];
    pending.clear();
    for (const request of requests) request.reject(closedError());
    announceClosed();
  });

  /** What a listener throws ends its own request and nothing else: neither the line nor the process. */
  function hear(id: number, request: Pending, event: unknown): void {
    try {
      request.onEvent?.(event);
    } catch (error) {
      pending.delete(id);
      pipe.send({ type: 'cancel', id });
      request.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  function ask(type: 'call' | 'stream', method: string, input: unknown, onEvent?: (event: unknown) => void) {
    const id = nextId++;
    const result = new Promise<unknown>((resolve, reject) => {
      if (!isOpen) return reject(closedError());
      pending.set(id, { onEvent, resolve, reject });
      try {
        pipe.send({ type, id, method, input });
      } catch (error) {
        // Something that no pipe can carry was asked with.
        pending.delete(id);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    const cancel = () => {
      if (isOpen && pending.has(id)) pipe.send({ type: 'cancel', id });
    };
    return { result, cancel };
  }

  return {
    call: (method, input) => ask('call', method, input).result as Promise<never>,
    stream: (method, input, onEvent) =>
      ask('stream', method, input, onEvent as (event: unknown) => void) as RunningStream<never>,
    closed,
    close: () => pipe.close(),
  };
}

function closedError(): CoreError {
  return new CoreError('closed');
}
