import type { Usage } from '../../../shared/usage-view.ts';
import type { GaugeWords } from '../../../shared/words/words.ts';

/**
 * The gauge's numbers in a line: used and limit, the draft, what is too much, and what is kept for the reply.
 * `isDraftCounted` false: the draft's number is of other words than those that stand there now.
 */
export function gaugeCounts(words: GaugeWords, usage: Usage, isDraftCounted: boolean): string {
  const { usedTokens, draftTokens, limitTokens, reserveTokens } = usage;
  const overTokens = usedTokens + (isDraftCounted ? draftTokens : 0) - limitTokens;
  const counts = [words.used(usedTokens, limitTokens)];
  if (!isDraftCounted) counts.push(words.draft(null));
  else if (draftTokens > 0) counts.push(words.draft(draftTokens));
  // What cannot fit at all is counted by its own sentence, without the turns that would leave for it.
  if (overTokens > 0 && usage.sending.type !== 'cannotFit') counts.push(words.over(overTokens));
  return [...counts, words.reply(reserveTokens)].join(' · ');
}
