import type { LiveAnswer } from './turns.ts';

export interface RunningTurnStart {
  readonly turnId: number;
  readonly messageId: number;
  /** All that the model is given: the kept turns, the new message, template tokens. */
  readonly promptIds: readonly number[];
  /** The window's start moved for this turn. */
  readonly hasMoved: boolean;
  readonly isWaiting: boolean;
}

/** A turn from the moment its words are stored until its answer has ended. */
export class RunningTurn implements LiveAnswer {
  readonly turnId: number;
  readonly messageId: number;
  readonly promptIds: readonly number[];
  readonly hasMoved: boolean;
  readonly stop = new AbortController();
  isWaiting: boolean;
  ids: readonly number[] = [];
  text = '';

  constructor(start: RunningTurnStart) {
    this.turnId = start.turnId;
    this.messageId = start.messageId;
    this.promptIds = start.promptIds;
    this.hasMoved = start.hasMoved;
    this.isWaiting = start.isWaiting;
  }
}
