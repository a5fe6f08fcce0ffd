import type { AppSettings } from '../settings.ts';

/** Where chats stand: on top of the list, in its order, or in the archive. */
export interface PlaceWords {
  readonly pin: string;
  readonly unpin: string;
  /** Above those that were pinned. */
  readonly pinned: string;
  /** Above all others where the list goes by title. */
  readonly byTitle: string;
  readonly order: string;
  readonly orders: Readonly<Record<AppSettings['chatOrder'], string>>;
  /** One of the orders, and whether the list goes by it. */
  readonly orderIs: (order: string, isUsed: boolean) => string;
  readonly archive: string;
  readonly archived: (title: string) => string;
  readonly openArchive: (chats: number) => string;
  readonly archiveTitle: string;
  readonly archiveLead: string;
  readonly archiveNone: string;
  readonly archivedOn: (atMs: number) => string;
  /** Beside a chat that was found. */
  readonly isArchived: string;
  readonly titleArchived: (title: string) => string;
  readonly restore: string;
  readonly restoreNamed: (title: string) => string;
  readonly close: string;
  /** Of an export of all chats. */
  readonly exportHolds: (chats: number) => string;
}
