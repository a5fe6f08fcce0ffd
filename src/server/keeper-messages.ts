/** From whoever keeps the browser shell's port to each server; the port itself travels beside it. */
export interface ToKeptServer {
  readonly type: 'serve';
  /** The pages' key. It goes by the channel, since other users can read command lines and some can read environments. */
  readonly token: string;
  /** The server before this one ended by itself. */
  readonly isStartedAgain: boolean;
  /** The port could not be kept: this server takes any free one, with another key. Pages of the one before are closed. */
  readonly isElsewhere: boolean;
}

/** From a kept server: it serves; or it ends because it was asked to or cannot start, and is not to be started again. */
export type FromKeptServer = { readonly type: 'ready' } | { readonly type: 'ending' };

/** The first argument of a server that has a keeper and waits for its word. */
export const keptFlag = '--kept';
