import { isLongDraft } from './draft-pause.ts';
import type { PageState } from './page-state.ts';

/** A draft that is too long for the window by itself, as it was counted last. */
export interface UnfitDraft {
  /** What was counted. */
  readonly text: string;
  /** That is what stands there; else it is being typed in, and will be counted in a moment. */
  readonly isCounted: boolean;
  readonly overByTokens: number;
  /** How many UTF-16 units of its beginning, and of its end, could be sent; 0: none. */
  readonly start: number;
  readonly end: number;
}

/** Words, and from which UTF-16 unit on they do not fit. */
export interface UnfitMarks {
  readonly text: string;
  readonly start: number;
}

type Counted = Pick<PageState, 'measured' | 'draft'>;

/** Whoever selects what is told here renders only when it says something else: it is the same object until then. */
let lastDraft: UnfitDraft | null = null;
let lastMarks: UnfitMarks | null = null;

/** Null while the draft fits, and where no part of it could be sent. */
export function unfitDraft({ measured, draft }: Counted): UnfitDraft | null {
  if (measured?.usage.sending.type !== 'cannotFit' || draft.trim() === '') return null;
  const { overByTokens, fittingStart, fittingEnd } = measured.usage.sending;
  if (fittingStart === null && fittingEnd === null) return null;
  const { text } = measured;
  const told = { text, isCounted: text === draft, overByTokens, start: fittingStart ?? 0, end: fittingEnd ?? 0 };
  const isSame =
    lastDraft?.text === text &&
    lastDraft.isCounted === told.isCounted &&
    lastDraft.overByTokens === overByTokens &&
    lastDraft.start === told.start &&
    lastDraft.end === told.end;
  if (!lastDraft || !isSame) lastDraft = told;
  return lastDraft;
}

/**
 * The words that are too many, as they stand there: also while something is typed behind the beginning that fits. Those of a long draft
 * only once they are counted: they are laid out a second time.
 */
export function unfitMarks(state: Counted): UnfitMarks | null {
  const unfit = unfitDraft(state);
  if (!unfit) return null;
  const { draft } = state;
  const { text, start, isCounted } = unfit;
  if (!isCounted && (isLongDraft(draft) || !draft.startsWith(text.slice(0, start)))) return null;
  if (!lastMarks || lastMarks.text !== draft || lastMarks.start !== start) lastMarks = { text: draft, start };
  return lastMarks;
}
