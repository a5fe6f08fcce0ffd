import type { GaugeSegment } from '../../../shared/usage-view.ts';
import type { TakenWords } from '../state/branching.ts';
import type { Question } from '../state/page-state.ts';
import { type TurnBlocks, turnIn } from '../state/turn-blocks.ts';

/** A chat of its own in which what was asked forgets nothing. */
export interface NewChatInstead {
  /** The last turn that comes along. */
  readonly turnId: number;
  readonly turnCount: number;
  readonly takes: TakenWords;
}

export interface AtTheLimit {
  readonly question: Pick<Question, 'type' | 'retryTurnId' | 'edit'> | null;
  readonly blocks: TurnBlocks;
  /** Of the window that the question is about, or the draft. */
  readonly segments: readonly GaugeSegment[];
}

/**
 * With the last turns: from the first of those that the window would go on with. An edit and a try stand where their turn stood, so the
 * turns before it come along, and its words are what is to be sent there. Null where no turn is before it, and for an answer that is to go
 * on: a chat of its own cannot begin in the middle of one.
 */
export function newChatInstead({ question, blocks, segments }: AtTheLimit): NewChatInstead | null {
  if (question?.type === 'continue') return null;
  const askedId = question?.edit?.turnId ?? question?.retryTurnId ?? Number.POSITIVE_INFINITY;
  const before = blocks.flatMap(({ turns }) => turns.filter(({ id }) => id < askedId));
  const last = before.at(-1);
  if (!last) return null;
  const words = question?.edit?.text ?? turnIn(blocks, askedId)?.user?.text;
  const kept = segments.find(({ type, turn, isForgottenNext }) => type === 'turn' && turn && !isForgottenNext);
  const firstId = kept?.turn?.turnId ?? last.id;
  return {
    turnId: last.id,
    turnCount: Math.max(1, before.filter(({ id }) => id >= firstId).length),
    takes: words === undefined ? 'draft' : { words },
  };
}
