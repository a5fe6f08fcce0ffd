import type { Server } from 'node:net';
import { CoreError, type Pipe } from '../shared/wire.ts';
import { createPageServer, listenLocally, type PageServerSettings } from './http.ts';
import { makeToken } from './page-token.ts';
import { acceptSockets } from './socket.ts';

export interface BrowserShellSettings {
  readonly rendererDir: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Bound by whoever keeps it; taken instead of `port` when it is there. */
  readonly boundPort?: Server | undefined;
  /** The pages' key when somebody has made it already. */
  readonly token?: string | undefined;
  readonly onPipe: (pipe: Pipe) => void;
  /** See PageServerSettings. */
  readonly takeDownload?: PageServerSettings['takeDownload'];
  readonly receiveFile?: PageServerSettings['receiveFile'];
  readonly receiveModelFile?: PageServerSettings['receiveModelFile'];
}

export interface BrowserShell {
  /** Where the page is, with the token in the fragment, which browsers keep to themselves. */
  readonly address: string;
  close(): void;
}

/** Serves the page and takes its sockets; its token lives as long as it does. */
export async function serveBrowserShell(settings: BrowserShellSettings): Promise<BrowserShell> {
  const { rendererDir, port, boundPort, token = makeToken(), onPipe } = settings;
  const { receiveFile, receiveModelFile, takeDownload } = settings;
  const server = createPageServer({ rendererDir, token, receiveFile, receiveModelFile, takeDownload });
  const sockets = acceptSockets(server, { token, onPipe });
  const listeningPort = await listenLocally(server, boundPort ?? port).catch((error: NodeJS.ErrnoException) => {
    sockets.close();
    throw portError(error, port);
  });
  return {
    address: `http://127.0.0.1:${listeningPort}/#${token}`,
    close: () => {
      sockets.close();
      server.close();
    },
  };
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new CoreError('portTaken', { port });
  if (error.code === 'EACCES') return new CoreError('portDenied', { port });
  return error;
}
