import type { Client, RunningStream } from '../../../shared/client.ts';
import type { AppContract } from '../../../shared/contract.ts';
import { type CallNames, CoreError, type InputOf, type OutputOf, toWireError } from '../../../shared/wire.ts';
import type { Mishap } from './page-state.ts';

/** The core as the page's actions reach it: whichever client is the present one. */
export interface CoreLink {
  use(client: Client<AppContract>): void;
  client(): Client<AppContract> | undefined;
  /** Tells whenever another client takes the place of the present one; gives the end of it. */
  subscribe(listener: () => void): () => void;
  call<Name extends CallNames<AppContract>>(
    method: Name,
    input: InputOf<AppContract[Name]>,
  ): Promise<OutputOf<AppContract[Name]>>;
}

export function openCoreLink(): CoreLink {
  let current: Client<AppContract> | undefined;
  const listeners = new Set<() => void>();
  return {
    use: (client) => {
      current = client;
      for (const listener of [...listeners]) listener();
    },
    client: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    call: (method, input) => (current ? current.call(method, input) : Promise.reject(new CoreError('closed'))),
  };
}

/** An error as the page tells it. */
export function mishapOf(error: unknown): Mishap {
  return toWireError(error);
}

/** A line that broke is told by the page's own banner; nothing else has to be said of it. */
export function isClosed(error: unknown): boolean {
  return error instanceof CoreError && error.code === 'closed';
}

/** The code of an error that the core gave; null for all others. */
export function codeOf(error: unknown): string | null {
  return error instanceof CoreError ? error.code : null;
}

export type Watch = RunningStream<void>;
