import type { MessageView, TurnView } from '../../../shared/views.ts';

/** One turn as it is shown: what was asked and what was answered. */
export interface TurnGroup {
  readonly id: number;
  /** Null only if the core named a message whose turn it did not name. */
  readonly turn: TurnView | null;
  readonly user: MessageView | null;
  readonly assistant: MessageView | null;
}

/** Puts messages and turns together, in the messages' order. Groups that look as in `before` are the very same objects. */
export function groupTurns(
  messages: readonly MessageView[],
  turns: readonly TurnView[],
  before: readonly TurnGroup[] = [],
): TurnGroup[] {
  const turnById = new Map(turns.map((turn) => [turn.id, turn]));
  const groups = new Map<number, TurnGroup>();
  for (const message of messages) {
    const { turnId } = message;
    const group = groups.get(turnId) ?? { id: turnId, turn: turnById.get(turnId) ?? null, user: null, assistant: null };
    groups.set(turnId, message.role === 'user' ? { ...group, user: message } : { ...group, assistant: message });
  }
  const known = new Map(before.map((group) => [group.id, group]));
  return [...groups.values()].map((group) => {
    const old = known.get(group.id);
    return old && isSameGroup(old, group) ? old : group;
  });
}

/** Whether two groups look the same: turns come anew with every event, messages stay the same objects. */
export function isSameGroup(left: TurnGroup, right: TurnGroup): boolean {
  return left.user === right.user && left.assistant === right.assistant && isSameTurn(left.turn, right.turn);
}

function isSameTurn(left: TurnView | null, right: TurnView | null): boolean {
  if (left === right) return true;
  if (!left || !right) return false;
  return (
    left.id === right.id &&
    left.name === right.name &&
    left.tokenCount === right.tokenCount &&
    left.isPinned === right.isPinned &&
    left.isLeftOut === right.isLeftOut &&
    left.isSeen === right.isSeen
  );
}
