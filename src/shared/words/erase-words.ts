import type { ErasableCopy } from '../erase-view.ts';

/** Erasing a turn, or an answer, for good. */
export interface EraseWords {
  readonly more: string;
  readonly erase: string;
  readonly title: string;
  /** The turn's first words. */
  readonly lead: (name: string) => string;
  /** What of it is to go, where the question has other answers. */
  readonly which: string;
  readonly wholeTurn: string;
  readonly onlyAnswer: string;
  /** `turns`: its own included, on all branches. */
  readonly goesAlong: (turns: number, messages: number) => string;
  readonly titleGoes: (title: string) => string;
  readonly titleOffered: (title: string) => string;
  readonly copies: string;
  readonly copy: (chatTitle: string, copy: Pick<ErasableCopy, 'messageCount' | 'titleGoes' | 'isDeleted'>) => string;
  readonly copyHere: (messages: number) => string;
  readonly keep: string;
  readonly yes: string;
}
