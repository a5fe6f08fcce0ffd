/** A chat that was deleted and can be brought back. */
export interface DeletedChat {
  readonly id: number;
  /** Empty where nothing was said. */
  readonly title: string;
  readonly deletedAtMs: number;
  /** Whole days for which it stays at least, a part of a day counted whole; 0: it goes at one of the next starts. */
  readonly daysLeft: number;
}
