import type { ZodMiniType } from 'zod/mini';
import type { AnyDetails, ErrorCode, ErrorDetails } from './errors.ts';

/** One end of a two-way line that carries structured values in order. `onClose` is called once, whoever closed it. */
export interface Pipe {
  send(message: WireMessage): void;
  onMessage(listener: (message: WireMessage) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** What travels: requests and cancels one way; events and one ending (result or error) per request the other way. */
export type WireMessage =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly type: 'stream'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'event'; readonly id: number; readonly event: unknown }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError };

/** What went wrong, for programs and catalogues: a sentence is made of it where it is shown. */
export interface WireError {
  readonly code: ErrorCode;
  readonly details?: AnyDetails | undefined;
}

/** None where there are none, and where all of them may be missing. */
type DetailsArguments<Code extends ErrorCode> = [keyof ErrorDetails[Code]] extends [never]
  ? []
  : Record<string, never> extends ErrorDetails[Code]
    ? [details?: ErrorDetails[Code]]
    : [details: ErrorDetails[Code]];

/** An error that a user can act on. Anything else that is thrown is a bug and travels as `internal`. */
export interface CoreError extends Error, WireError {}

interface CoreErrorClass {
  new <Code extends ErrorCode>(code: Code, ...details: DetailsArguments<Code>): CoreError;
  readonly prototype: CoreError;
}

/** Its message is for logs alone. */
export const CoreError: CoreErrorClass = class CoreError extends Error {
  readonly code: ErrorCode;
  readonly details: AnyDetails | undefined;

  constructor(code: ErrorCode, details?: object) {
    super(details ? `${code} ${JSON.stringify(details)}` : code);
    this.name = 'CoreError';
    this.code = code;
    this.details = details && withoutMissing(details);
  }
};

/** An error that came over a line, as it was thrown on its other side. */
export function fromWireError({ code, details }: WireError): CoreError {
  return new (CoreError as new (code: ErrorCode, details?: AnyDetails) => CoreError)(code, details);
}

/** A CoreError as it is; anything else as `internal`, with its message so that a report can name it. */
export function toWireError(error: unknown): WireError {
  if (error instanceof CoreError) return { code: error.code, ...(error.details && { details: error.details }) };
  return { code: 'internal', details: { reason: error instanceof Error ? error.message : String(error) } };
}

function withoutMissing(details: object): AnyDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined)) as AnyDetails;
}

/** A method that answers once. `Output` exists for the compiler only. */
export interface CallEntry<Input, Output> {
  readonly type: 'call';
  readonly input: ZodMiniType<Input>;
  readonly output?: Output;
}

/** A method that answers with events and then a result. */
export interface StreamEntry<Input, Event, Result> {
  readonly type: 'stream';
  readonly input: ZodMiniType<Input>;
  readonly event?: Event;
  readonly result?: Result;
}

// biome-ignore lint/suspicious/noExplicitAny: a contract holds entries of any input and output
export type Contract = Readonly<Record<string, CallEntry<any, any> | StreamEntry<any, any, any>>>;

/** Declares a call: `call<Output>()(inputSchema)`; the input's type is inferred from its schema. */
export function call<Output>() {
  return <Input>(input: ZodMiniType<Input>): CallEntry<Input, Output> => ({ type: 'call', input });
}

/** Declares a stream: `stream<Event, Result>()(inputSchema)`. */
export function stream<Event, Result>() {
  return <Input>(input: ZodMiniType<Input>): StreamEntry<Input, Event, Result> => ({ type: 'stream', input });
}

export type CallNames<C extends Contract> = {
  [Name in keyof C]: C[Name] extends { readonly type: 'call' } ? Name : never;
}[keyof C] &
  string;
export type StreamNames<C extends Contract> = Exclude<keyof C & string, CallNames<C>>;
export type InputOf<Entry> = Entry extends { readonly input: ZodMiniType<infer Input> } ? Input : never;
export type OutputOf<Entry> = Entry extends CallEntry<infer _Input, infer Output> ? Output : never;
export type EventOf<Entry> = Entry extends StreamEntry<infer _Input, infer Event, infer _Result> ? Event : never;
export type ResultOf<Entry> = Entry extends StreamEntry<infer _Input, infer _Event, infer Result> ? Result : never;

/** What serves a contract. A stream handler sends events while it runs and returns its result; `signal` is its cancel. */
export type Handlers<C extends Contract> = {
  readonly [Name in keyof C]: C[Name] extends { readonly type: 'call' }
    ? (input: InputOf<C[Name]>) => OutputOf<C[Name]> | Promise<OutputOf<C[Name]>>
    : (
        input: InputOf<C[Name]>,
        send: (event: EventOf<C[Name]>) => void,
        signal: AbortSignal,
      ) => ResultOf<C[Name]> | Promise<ResultOf<C[Name]>>;
};
