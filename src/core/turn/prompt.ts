/** A turn as the model reads it: token ids as they were sent and generated, without the template's tokens. */
export interface TurnIds {
  readonly userIds: readonly number[];
  /** Empty while there is no answer. */
  readonly answerIds: readonly number[];
}

/** The template's share of a whole turn: one end token behind each message. */
export const TEMPLATE_TOKENS_A_MESSAGE = 1;

/** Tokens of a whole turn in the prompt. */
export function turnTokenCount({ userIds, answerIds }: TurnIds): number {
  return userIds.length + answerIds.length + 2 * TEMPLATE_TOKENS_A_MESSAGE;
}

/** Tokens a draft adds to the prompt: none while it is empty. */
export function draftTokenCount(draftIds: readonly number[]): number {
  return draftIds.length === 0 ? 0 : draftIds.length + TEMPLATE_TOKENS_A_MESSAGE;
}

/**
 * The prompt: every message followed by the end token, the user's first (models/palimpsest-mini/README.md). Ids are joined
 * as they are, never encoded again: BPE of the joined text is not the joined BPE.
 */
export function promptIdsOf(
  turns: readonly TurnIds[],
  draftIds: readonly number[] | null,
  endTokenId: number,
): number[] {
  const ids: number[] = [];
  for (const { userIds, answerIds } of turns) {
    for (const id of userIds) ids.push(id);
    ids.push(endTokenId);
    for (const id of answerIds) ids.push(id);
    ids.push(endTokenId);
  }
  if (draftIds) {
    for (const id of draftIds) ids.push(id);
    ids.push(endTokenId);
  }
  return ids;
}
