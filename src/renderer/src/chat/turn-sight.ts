import type { ShownTurn } from '../state/turn-blocks.ts';

/**
 * How a turn stands to the model: it sees it; it saw it once and does no more; a person hid it; it never saw it, since there is no
 * answer; or that is not known (yet).
 */
export type TurnSight = 'seen' | 'forgotten' | 'hidden' | 'never' | 'unknown';

export function sightOf({ turn, assistant }: ShownTurn): TurnSight {
  if (!turn) return 'unknown';
  if (turn.isLeftOut) return 'hidden';
  if (turn.isSeen) return 'seen';
  return isAnswered(assistant) ? 'forgotten' : 'never';
}

/** Something was said to it, or is about to be. */
export function isAnswered(answer: ShownTurn['assistant']): boolean {
  return answer !== null && (answer.state === 'streaming' || answer.tokenCount > 0);
}
