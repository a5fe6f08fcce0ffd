import type { Server } from 'node:net';
import { type FromKeptServer, keptFlag, type ToKeptServer } from './keeper-messages.ts';

/** What a keeper hands to the server it keeps. */
export interface Handover extends ToKeptServer {
  /** The port, bound already; not there when the keeper could not have it. */
  readonly port: Server | undefined;
}

/** A server's line to the process that keeps its port. */
export interface KeeperLine {
  readonly handover: Promise<Handover>;
  tell(message: FromKeptServer): void;
}

/** The line of a server that was started by a keeper; nothing for one that was started by hand. */
export function openKeeperLine(launchArguments: readonly string[]): KeeperLine | undefined {
  if (launchArguments[0] !== keptFlag || !process.channel) return undefined;
  const handover = new Promise<Handover>((resolve) => {
    process.once('message', (message, port) => {
      resolve({ ...(message as ToKeptServer), port: port as Server | undefined });
    });
  });
  return {
    handover,
    // With a callback, a channel that has just closed is told there and not thrown as an 'error' event.
    tell: (message) => void process.send?.(message, undefined, undefined, () => {}),
  };
}
