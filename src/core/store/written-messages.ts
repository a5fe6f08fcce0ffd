import { toWellFormed } from '../text/well-formed.ts';
import { noneForgotten } from './forgotten-turns.ts';
import type { StoredMessage } from './messages.ts';
import { storedReceipt } from './receipts.ts';
import type { AnswerEnd, NewTurn } from './turn-records.ts';

/*
 * Messages as they would be read, made from what was written a moment ago: to read them back takes a dozen statements, a tenth of
 * what a turn costs. A property holds them to what is read.
 */

/** The question of a turn that was stored under this id. */
export function writtenQuestion({ chatId, parentId, text, tokenIds, ...turn }: NewTurn, id: number): StoredMessage {
  return {
    ...{ id, chatId, parentId, turnId: id, role: 'user', sendKey: turn.sendKey },
    ...{ text: toWellFormed(text), tokenIds, tokenizerHash: turn.tokenizerHash, idsState: 'fit' },
    ...{ state: 'done', failure: null, createdAtMs: turn.nowMs, endedAtMs: turn.nowMs },
    ...{ answeredBy: null, receipt: null, windowStartId: null, forgottenAtMs: null },
    ...{ forgotten: noneForgotten, unseenTurnId: null, isEdited: false },
  };
}

/** Its answer, before anything of it was computed. */
export function writtenAnswer(
  { takenOver, forgotten, form, ...turn }: NewTurn,
  id: number,
  turnId: number,
): StoredMessage {
  const message: StoredMessage = {
    ...{ id, chatId: turn.chatId, parentId: turnId, turnId, role: 'assistant', sendKey: null },
    ...{ text: toWellFormed(takenOver?.text ?? ''), tokenIds: takenOver?.tokenIds ?? [] },
    ...{ tokenizerHash: turn.tokenizerHash, idsState: 'fit', state: 'streaming', failure: null },
    ...{ createdAtMs: turn.nowMs, endedAtMs: null, answeredBy: turn.answeredBy, receipt: null },
    ...{ windowStartId: turn.windowStartId, forgottenAtMs: turn.forgottenAtMs },
    forgotten: forgotten.length === 0 ? noneForgotten : [...forgotten].sort((one, other) => one.turnId - other.turnId),
    ...{ unseenTurnId: null, isEdited: false },
  };
  return form ? { ...message, form } : message;
}

/** An answer as it ended: everything else of it is as it was begun. */
export function writtenEnd(begun: StoredMessage, end: AnswerEnd): StoredMessage {
  return {
    ...begun,
    text: toWellFormed(end.text),
    tokenIds: end.tokenIds,
    state: end.state,
    failure: end.failure ?? null,
    receipt: end.receipt && storedReceipt(end.receipt),
    endedAtMs: end.nowMs,
    unseenTurnId: end.unseenTurnId ?? null,
  };
}
