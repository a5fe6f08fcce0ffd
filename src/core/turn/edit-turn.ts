import type { TurnOutcome } from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { EditedAnswer } from '../store/edited-answers.ts';
import type { StoredMessage } from '../store/messages.ts';
import { toWellFormed } from '../text/well-formed.ts';
import type { Branch } from './branch.ts';
import type { ChatState } from './chat-state.ts';
import { askedAgain, type TurnStart } from './plan-turn.ts';
import { refuseTooLong, startTurn } from './run-turn.ts';
import type { TurnContext } from './turn-context.ts';

export interface EditRequest {
  readonly turnId: number;
  readonly text: string;
  readonly acceptForgetting: readonly number[];
  readonly sendKey: string;
}

/** Asks with other words in the place of a turn's message: a branch that parts before it. What was said there stays. */
export async function editTurn(context: TurnContext, chat: ChatState, request: EditRequest): Promise<TurnOutcome> {
  const { turnId, text, sendKey, acceptForgetting } = request;
  const model = await context.model();
  const sent = context.store.turns.findBySendKey(chat.id, sendKey);
  if (sent) return { type: 'begun', turnId: sent.turnId };
  return startTurn(context, chat, model, { ...editOf(chat, turnId, text), acceptForgetting, sendKey });
}

export function editOf(chat: ChatState, turnId: number, text: string): TurnStart {
  refuseTooLong(text);
  const { branch } = askedAgain(chat, turnId);
  const nothing = { acceptForgetting: [], sendKey: null, retried: null, takenOver: null, bringBack: [] };
  return { ...nothing, text, branch, clearsDraft: false };
}

/** Words in the place of a turn's answer. Their ids are the encoder's, since no model chose them. */
export function answerEditOf(
  chat: ChatState,
  model: ModelHandle,
  { turnId, text }: Pick<EditRequest, 'turnId' | 'text'>,
  nowMs: number,
): EditedAnswer {
  refuseTooLong(text);
  const { turn } = askedAgain(chat, turnId);
  if (!turn.answer) throw new CoreError('noSuchTurn');
  const written = toWellFormed(text).trim();
  const tokenIds = model.tokenizer.encode(written);
  if (tokenIds.length === 0) throw new CoreError('emptyMessage');
  const acts = chat.branch.actsToCarry(turnId);
  return { answerId: turn.answer.id, text: written, tokenIds, tokenizerHash: model.tokenizer.hash, acts, nowMs };
}

/** The branch that an edited answer is the end of, with the answer as it is stored, or as it would be. */
export function branchOfEdited(chat: ChatState, message: StoredMessage, { acts, nowMs }: EditedAnswer): Branch {
  const made = acts.map((act) => ({ ...act, leafId: message.id, atMs: nowMs }));
  return chat.branchWith([message], message.parentId, made);
}

/** As it would be stored: with an id above all there are. */
export function unstoredAnswer(chat: ChatState, edited: EditedAnswer): StoredMessage {
  const answer = chat.branch.message(edited.answerId) as StoredMessage;
  const { text, tokenIds, tokenizerHash } = edited;
  return { ...answer, id: Number.MAX_SAFE_INTEGER, text, tokenIds, tokenizerHash, state: 'done', isEdited: true };
}
