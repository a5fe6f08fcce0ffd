import { contract } from '../shared/contract.ts';
import { serve } from '../shared/serve.ts';
import type { AppSettings } from '../shared/settings.ts';
import type { Pipe } from '../shared/wire.ts';
import type { Destination } from './export/destinations.ts';
import type { Download } from './export/downloads.ts';
import { handlersOf } from './handlers.ts';
import type { Imports } from './import/imports.ts';
import type { SentPart } from './models/sent-models.ts';
import { type CoreOptions, openApplication } from './open-application.ts';

export type { CoreOptions };

/** The application without a screen. */
export interface Core {
  /** Serves the contract to one page, until its pipe closes. */
  serve(pipe: Pipe): void;
  /** Says where this core can be reached, for a second start on the same data folder. */
  announce(where: { readonly address: string }): void;
  /** Tells the application's settings, now and whenever they change. */
  watchSettings(listener: (settings: AppSettings) => void): void;
  /** A person chose this place in the shell's dialog: whoever says its name may write there once. */
  allowDestination(id: string, destination: Destination): void;
  /** What a page asked its browser to fetch; nothing for a ticket that is not good (any more). */
  takeDownload(ticket: string): Download | undefined;
  /** The shell kept its page from sending so many more requests. */
  noteRefusedRequests(count: number): void;
  /** Somebody opened this path from outside the pages: they ask what to do with it. */
  openPath(path: string): void;
  /** Takes in a file that a page sends, for `import.look`. Throws what a person can be told. */
  receiveFile: Imports['receive'];
  /** Takes in a part of a model's file that a page sends after `models.beginSending`. Throws what a person can be told. */
  receiveModelFile(part: SentPart, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** Stores what was shown of answers under way: synchronously, and without throwing, for the moment before an end. */
  saveAnswers(): void;
  /** Ends answers (kept as far as they got), the engine and the store, and frees the data folder. */
  close(): Promise<void>;
}

/**
 * Opens the application on a data folder. Throws CoreErrors: `locked` when another process holds the folder, and what the
 * store says of a folder it cannot use. A model that cannot be read does not keep the history from opening: the page is told.
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { app, announce, close } = openApplication(options);
  const handlers = handlersOf(app);
  const onInternalError = (method: string, error: unknown) =>
    options.onLog?.(`${method}: ${error instanceof Error ? error.stack : error}`);
  return {
    serve: (pipe) => serve(pipe, contract, handlers, { onInternalError }),
    announce,
    watchSettings: (listener) => {
      listener(app.store.settings.app());
      void app.events.until(new AbortController().signal, (event) => {
        if (event.type === 'settings') listener(event.settings);
      });
    },
    allowDestination: (id, destination) => app.destinations.allow(id, destination),
    takeDownload: (ticket) => app.downloads.take(ticket),
    noteRefusedRequests: (count) => app.outbound.noteRefused(count),
    openPath: (path) => app.work.own('opening a file', app.imports.openFromOutside(path)),
    receiveFile: (name, pieces, options) => app.imports.receive(name, pieces, options),
    receiveModelFile: (part, pieces) => app.sentModels.receive(part, pieces),
    saveAnswers: () => app.saveAnswers(),
    close,
  };
}
