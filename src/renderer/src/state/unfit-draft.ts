import type { PageState } from './page-state.ts';

/** A draft that is too long for the window by itself, as it was counted. */
export interface UnfitDraft {
  readonly text: string;
  readonly overByTokens: number;
  /** How many UTF-16 units of its beginning, and of its end, could be sent; 0: none. */
  readonly start: number;
  readonly end: number;
}

let last: UnfitDraft | null = null;

/** Null while the draft fits, while it is not counted as it stands, and where no part of it could be sent. */
export function unfitDraft({ measured, draft }: Pick<PageState, 'measured' | 'draft'>): UnfitDraft | null {
  if (measured?.usage.sending.type !== 'cannotFit' || measured.text !== draft) return null;
  const { overByTokens, fittingStart, fittingEnd } = measured.usage.sending;
  if (fittingStart === null && fittingEnd === null) return null;
  const [start, end] = [fittingStart ?? 0, fittingEnd ?? 0];
  // The very same object while it says the same: whoever selects it renders only when it does not.
  const isSame = last?.text === draft && last.start === start && last.end === end && last.overByTokens === overByTokens;
  if (!last || !isSame) last = { text: draft, overByTokens, start, end };
  return last;
}
