import type { Server } from 'node:net';
import * as net from 'node:net';

/** A port of the loopback that is this process's own, bound but not listened on. */
export interface BoundPort {
  /** To be sent to a child, which listens on it. */
  readonly handle: Server;
  close(): void;
}

/** What Node's own cluster module binds with. A listening server of this process would take connections away from its children. */
type CreateHandle = (address: string, port: number, addressType: 4 | 6) => Handle | number;

interface Handle {
  getsockname(into: { port?: number }): number;
  close(): void;
}

/** Binds a port of 127.0.0.1 (0 takes any free one); nothing when it cannot be had. */
export function bindPort(port: number): BoundPort | undefined {
  const { _createServerHandle: createHandle } = net as unknown as { readonly _createServerHandle?: CreateHandle };
  if (typeof createHandle !== 'function') return undefined;
  const handle = createHandle('127.0.0.1', port, 4);
  if (typeof handle === 'number') return undefined;
  // A port that another program has is told as late as when somebody listens; until then the handle has none.
  const bound: { port?: number } = {};
  const isBound = handle.getsockname(bound) === 0 && bound.port !== 0 && (port === 0 || bound.port === port);
  if (!isBound) {
    handle.close();
    return undefined;
  }
  return { handle: handle as unknown as Server, close: () => handle.close() };
}
