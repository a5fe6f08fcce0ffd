import type { Usage } from '../../../shared/usage-view.ts';
import type { GaugeWords } from '../../../shared/words/words.ts';

/** Whether the draft's number is of the words that stand there now, of others, or of words that were sent since. */
export type DraftState = 'counted' | 'uncounted' | 'sent';

/**
 * The gauge's numbers in a line: used and limit, the draft, what is too much, and what is kept for the reply.
 */
export function gaugeCounts(words: GaugeWords, usage: Usage, draft: DraftState): string {
  const { usedTokens, draftTokens, limitTokens, reserveTokens } = usage;
  const overTokens = usedTokens + (draft === 'counted' ? draftTokens : 0) - limitTokens;
  const counts = [words.used(usedTokens, limitTokens)];
  if (draft === 'uncounted') counts.push(words.draft(null));
  else if (draft === 'sent') counts.push(words.sent(draftTokens));
  else if (draftTokens > 0) counts.push(words.draft(draftTokens));
  // What cannot fit at all is counted by its own sentence, without the turns that would leave for it.
  if (overTokens > 0 && usage.sending.type !== 'cannotFit') counts.push(words.over(overTokens));
  return [...counts, words.reply(reserveTokens)].join(' · ');
}
