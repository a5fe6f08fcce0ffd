import type { DayGroup } from '../day-group.ts';

/** The list of chats. */
export interface ChatsWords {
  readonly list: string;
  /** What stands below the list: archive, recently deleted, order. */
  readonly tools: string;
  readonly show: string;
  readonly hide: string;
  readonly newChat: string;
  readonly untitled: string;
  /** Goes past the list, to where one writes. */
  readonly skip: string;
  /** So many of its tokens are held in the engine's memory. */
  readonly held: (tokens: number) => string;
  /** None of its tokens are held. */
  readonly notHeld: string;
  readonly writing: string;
  readonly now: string;
  readonly group: (group: DayGroup, nowMs: number) => string;
  readonly actions: (title: string) => string;
  readonly rename: string;
  readonly remove: string;
  readonly newTitle: string;
  readonly removed: (title: string) => string;
  /** What a screen reader calls the place where that is told. */
  readonly notices: string;
  readonly undo: string;
  readonly deleted: DeletedWords;
  readonly machine: (provider: string, threads: number) => string;
  readonly noModel: (isFailed: boolean) => string;
}

/** What was deleted and can be brought back. */
export interface DeletedWords {
  readonly title: string;
  readonly open: (chats: number) => string;
  readonly lead: string;
  readonly none: string;
  readonly keptFor: string;
  readonly kept: (days: 0 | 7 | 30) => string;
  /** When it was deleted, and how long it stays. */
  readonly facts: (deletedAtMs: number, daysLeft: number) => string;
  readonly restore: string;
  readonly restoreNamed: (title: string) => string;
  readonly forGood: string;
  readonly forGoodNamed: (title: string) => string;
  readonly allForGood: (chats: number) => string;
  readonly sure: (chats: number) => string;
  readonly yes: string;
  readonly no: string;
  readonly close: string;
}
