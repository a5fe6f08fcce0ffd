import { levelOf } from '../../../shared/gauge-level.ts';
import { isLongDraft } from './draft-pause.ts';
import type { LiveText } from './live-answer.ts';
import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';

export interface LivePlanOptions {
  readonly state: Observable<Pick<PageState, 'measured'>>;
  readonly live: LiveText;
  /** Has the window counted and planned anew. */
  readonly measure: () => void;
}

/**
 * While an answer grows, what the next message will make the model forget grows with it, which only a new plan can tell: it is asked for
 * whenever the window comes to another level, and beyond the limit as often as numbers are shown. Gives its end.
 */
export function followLivePlan({ state, live, measure }: LivePlanOptions): () => void {
  return live.subscribeNumbers(() => {
    const { measured } = state.get();
    const usedTokens = live.usedTokens();
    // Once it has ended, it is counted for that.
    if (!measured || usedTokens === null || live.answer() === null) return;
    const { usage, text } = measured;
    const level = levelOf(usedTokens + usage.draftTokens, usage.limitTokens);
    if (level !== usage.level || (level === 'over' && !isLongDraft(text))) measure();
  });
}
