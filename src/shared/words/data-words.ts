import type { DataPart, KeptDataView } from '../data-view.ts';

/** Where everything is kept, and the end of it. */
export interface DataWords {
  readonly group: string;
  readonly kept: string;
  readonly size: (bytes: KeptDataView['bytes']) => string;
  readonly parts: Readonly<Record<DataPart, string>>;
  readonly measuring: string;
  readonly openFolder: string;
  /** The shell has no way to it. */
  readonly cannotOpen: string;
  readonly copyPath: string;
  readonly copied: string;
  readonly eraseAll: string;
  readonly eraseAllTitle: string;
  /** So many chats, those that were deleted and can be brought back included. */
  readonly eraseAllLead: (chats: number) => string;
  /** What is to be typed, and what is said of it. */
  readonly confirmation: string;
  readonly confirm: (typed: string) => string;
  readonly keep: string;
  readonly yes: string;
}
