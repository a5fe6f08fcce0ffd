import type { FormTokens } from '../../shared/chat-form-view.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Flags } from './acts-in-force.ts';
import { draftTokenCount, type TurnIds, turnTokenCount } from './prompt.ts';
import type { WindowTurn } from './window.ts';

/** A turn of a branch: the user's message, its answer, and what the window needs to know of them. */
export interface Turn extends WindowTurn, TurnIds {
  readonly user: StoredMessage;
  readonly answer: StoredMessage | undefined;
  /** Of `tokenCount`: the message, with what the form has around it. */
  readonly questionTokens: number;
  readonly name: string;
}

/** An answer under way: its ids so far stand in memory before they stand in the store. */
export interface LiveAnswer {
  readonly turnId: number;
  readonly messageId: number;
  readonly ids: readonly number[];
}

export interface MessageReading {
  /** What the form has around words. */
  readonly form: FormTokens;
  /** A message's ids in the loaded model's vocabulary. */
  idsOf(message: StoredMessage): readonly number[];
  /** First words. */
  nameOf(message: StoredMessage): string;
}

/** Pairs messages of a branch into turns. */
export function turnsOf(
  messages: readonly StoredMessage[],
  reading: MessageReading,
  flagsOf: (turnId: number) => Flags,
): Turn[] {
  const turns: Turn[] = [];
  messages.forEach((user, index) => {
    if (user.role !== 'user') return;
    const next = messages[index + 1];
    const answer = next?.role === 'assistant' ? next : undefined;
    const ids = { userIds: reading.idsOf(user), answerIds: answer ? reading.idsOf(answer) : [] };
    const { isPinned, isLeftOut } = flagsOf(user.id);
    turns.push({
      ...ids,
      ...{
        id: user.id,
        tokenCount: turnTokenCount(ids, reading.form),
        questionTokens: draftTokenCount(ids.userIds, reading.form),
        isPinned,
        isLeftOut,
        user,
        answer,
        name: reading.nameOf(user),
      },
    });
  });
  return turns;
}

/** The same turns, the newest with the ids of the answer under way, which stand in memory before they stand in the store. */
export function withLiveAnswer(turns: readonly Turn[], live: LiveAnswer | null): readonly Turn[] {
  const newest = turns.at(-1);
  if (!live || !newest || newest.answer?.id !== live.messageId) return turns;
  const tokenCount = newest.tokenCount - newest.answerIds.length + live.ids.length;
  return [...turns.slice(0, -1), { ...newest, answerIds: live.ids, tokenCount }];
}

/**
 * A turn that failed before its first word is no whole exchange (an empty answer would be a message the model has never seen),
 * so it stays outside the window.
 */
export function isWholeTurn(turn: Turn): boolean {
  return turn.answerIds.length > 0;
}

/** The turns that the window is planned over: those with an answer, and the one being answered. */
export function wholeTurns(turns: readonly Turn[], live: LiveAnswer | null): Turn[] {
  return turns.filter((turn) => isWholeTurn(turn) || (live !== null && turn.answer?.id === live.messageId));
}
