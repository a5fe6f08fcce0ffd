import type { ChatParts } from './chat-parts.ts';
import { type Destinations, openDestinations } from './export/destinations.ts';
import { type Downloads, openDownloads } from './export/downloads.ts';
import { RunningExports } from './export/running-exports.ts';
import type { PrintPdf } from './export/written-files.ts';
import type { Ground } from './ground.ts';
import type { Imports } from './import/imports.ts';
import { openIdsChecking } from './import/open-ids-checking.ts';
import { openImports } from './import/open-imports.ts';

export interface CarryingNeeds extends Pick<ChatParts, 'chats' | 'list' | 'purging'> {
  /** See ImportsOptions. */
  readonly incomingDir: string;
  /** See CoreOptions. */
  readonly printPdf: PrintPdf | null;
  /** See CoreOptions. */
  readonly openFolder: OpenFolder | null;
}

/** Shows a folder to the person at this machine; whether that could be done. */
export type OpenFolder = (folder: string) => Promise<boolean>;

/** What carries chats in and out. */
export interface CarryingParts {
  readonly imports: Imports;
  readonly exports: RunningExports;
  readonly destinations: Destinations;
  readonly downloads: Downloads;
  readonly printPdf: PrintPdf | null;
  readonly openFolder: OpenFolder | null;
  /** A model is there that may have the tokenizer that imported messages came without. */
  checkIds(): void;
  /** Ends what is carried, and waits until nothing half is left of it. */
  close(): Promise<void>;
}

export function openCarryingParts(ground: Ground, needs: CarryingNeeds): CarryingParts {
  const { store, models, storage, events, onLog } = ground;
  const { incomingDir, printPdf, openFolder, chats, list, purging } = needs;
  const imports = openImports({
    ...{ store, incomingDir, chats, list, storage, model: () => models.current() },
    send: (event) => events.send(event),
    onGivenUp: () => purging.wake(),
  });
  const exports = new RunningExports();
  const idsChecking = openIdsChecking({ store, chats, model: () => models.known(), onLog });
  return {
    ...{ imports, exports, printPdf, openFolder, destinations: openDestinations(), downloads: openDownloads() },
    checkIds: () => idsChecking.wake(),
    close: async () => {
      idsChecking.stop();
      await Promise.all([imports.close(), exports.close()]);
    },
  };
}
