import type { FormTokens } from '../../shared/chat-form-view.ts';
import type { FormIds } from '../text/forms/form-ids.ts';

/** A turn as the model reads it: token ids as they were sent and generated, without the form's. */
export interface TurnIds {
  readonly userIds: readonly number[];
  /** Empty while there is no answer. */
  readonly answerIds: readonly number[];
}

/** Counted while no model is known, and with answers of which no form was stored: one end token behind each message. */
export const plainFormTokens: FormTokens = { openingTokens: 0, questionTokens: 1, answerTokens: 1 };

/** Tokens of a whole turn in the prompt. */
export function turnTokenCount({ userIds, answerIds }: TurnIds, form: FormTokens): number {
  return userIds.length + answerIds.length + form.questionTokens + form.answerTokens;
}

/** Tokens a draft adds to the prompt: none while it is empty. */
export function draftTokenCount(draftIds: readonly number[], form: FormTokens): number {
  return draftIds.length === 0 ? 0 : draftIds.length + form.questionTokens;
}

/**
 * The prompt: the form's opening, every turn in the form, and a draft up to where its answer begins. Ids are joined as they are,
 * never encoded again: BPE of the joined text is not the joined BPE.
 */
export function promptIdsOf(
  turns: readonly TurnIds[],
  draftIds: readonly number[] | null,
  { opening, beforeUser, between, afterAnswer }: FormIds,
): number[] {
  const ids: number[] = [...opening];
  const add = (more: readonly number[]) => {
    for (const id of more) ids.push(id);
  };
  for (const { userIds, answerIds } of turns) {
    add(beforeUser);
    add(userIds);
    add(between);
    add(answerIds);
    add(afterAnswer);
  }
  if (draftIds) {
    add(beforeUser);
    add(draftIds);
    add(between);
  }
  return ids;
}
