import type { ForgettingLine, TurnView } from '../../shared/views.ts';
import type { StoredMessage } from '../store/messages.ts';
import { type TurnIds, turnTokenCount } from './prompt.ts';
import { sumTokens, type WindowTurn } from './window.ts';

/** A turn of the active branch: the user's message, its answer, and what the window needs to know of them. */
export interface Turn extends WindowTurn, TurnIds {
  readonly user: StoredMessage;
  readonly answer: StoredMessage | undefined;
  readonly name: string;
}

/** An answer under way: its ids so far stand in memory before they stand in the store. */
export interface LiveAnswer {
  readonly messageId: number;
  readonly ids: readonly number[];
}

export interface MessageReading {
  /** A message's ids in the loaded model's vocabulary. */
  readonly idsOf: (message: StoredMessage) => readonly number[];
  /** First words. */
  readonly nameOf: (message: StoredMessage) => string;
  /** What a person decided of a turn. */
  readonly decidedOf: (turnId: number) => Pick<WindowTurn, 'isPinned' | 'isLeftOut'>;
}

/** Pairs a branch's messages into turns. */
export function turnsOf(messages: readonly StoredMessage[], { idsOf, nameOf, decidedOf }: MessageReading): Turn[] {
  const turns: Turn[] = [];
  messages.forEach((user, index) => {
    if (user.role !== 'user') return;
    const next = messages[index + 1];
    const answer = next?.role === 'assistant' ? next : undefined;
    const ids = { userIds: idsOf(user), answerIds: answer ? idsOf(answer) : [] };
    turns.push({
      ...ids,
      id: user.id,
      tokenCount: turnTokenCount(ids),
      ...decidedOf(user.id),
      user,
      answer,
      name: nameOf(user),
    });
  });
  return turns;
}

/** The same turns, the newest with the ids of the answer under way, which stand in memory before they stand in the store. */
export function withLiveAnswer(turns: readonly Turn[], live: LiveAnswer): readonly Turn[] {
  const newest = turns.at(-1);
  if (!newest || newest.answer?.id !== live.messageId) return turns;
  const ids = { userIds: newest.userIds, answerIds: live.ids };
  return [...turns.slice(0, -1), { ...newest, ...ids, tokenCount: turnTokenCount(ids) }];
}

/**
 * The turns that the window is planned over: those with an answer, and the one being answered. A turn that failed before its
 * first word is no whole exchange (an empty answer would be a message the model has never seen), so it stays outside.
 */
export function wholeTurns(turns: readonly Turn[], live: LiveAnswer | null): Turn[] {
  return turns.filter((turn) => turn.answerIds.length > 0 || (live !== null && turn.answer?.id === live.messageId));
}

/** Where the window of this branch starts: as it was stored with its newest turn. */
export function windowStartOf(turns: readonly Turn[]): number {
  return turns.at(-1)?.answer?.windowStartId ?? 0;
}

/** The line above the first turn that the window starts with; null while nothing is forgotten. */
export function forgettingLineOf(turns: readonly Turn[], seen: readonly WindowTurn[]): ForgettingLine | null {
  const windowStart = windowStartOf(turns);
  const forgotten = turns.filter((turn) => turn.id < windowStart && turn.answerIds.length > 0 && !seen.includes(turn));
  const firstInside = turns.find((turn) => turn.id >= windowStart);
  if (forgotten.length === 0 || !firstInside) return null;
  return {
    beforeTurnId: firstInside.id,
    tokens: sumTokens(forgotten),
    atMs: turns.at(-1)?.answer?.forgottenAtMs ?? firstInside.user.createdAtMs,
  };
}

export function turnViews(turns: readonly Turn[], seen: readonly WindowTurn[]): TurnView[] {
  return turns.map((turn) => ({
    id: turn.id,
    name: turn.name,
    tokenCount: turn.tokenCount,
    isPinned: turn.isPinned,
    isLeftOut: turn.isLeftOut,
    isSeen: seen.includes(turn),
  }));
}
