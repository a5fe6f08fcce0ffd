import type { Usage } from '../../../shared/usage-view.ts';
import type { GaugeWords } from '../../../shared/words/words.ts';

/** What the gauge says on its right: how calm, or which loss lies ahead. */
export interface GaugeSentence {
  readonly tone: 'calm' | 'notice' | 'warn';
  readonly text: string;
}

/** How much of the limit is used, in whole per cent, rounded down so that it never reads as the next threshold. */
function percentOf(usage: Usage): number {
  return Math.floor(((usage.usedTokens + usage.draftTokens) / usage.limitTokens) * 100);
}

export function gaugeSentence(words: GaugeWords, usage: Usage): GaugeSentence {
  const { sending, level, roomForTurns, usedTokens, draftTokens, nextForgets } = usage;
  if (sending.type === 'cannotFit') {
    // The note beside the words says it already, in characters.
    if (sending.fittingStart !== null || sending.fittingEnd !== null) return { tone: 'warn', text: '' };
    return { tone: 'warn', text: words.tooLong(sending.overByTokens, sending.cause) };
  }
  if (sending.type === 'forgets') {
    return { tone: 'warn', text: words.forgets(sending.turns.length, draftTokens > 0) };
  }
  const percent = percentOf(usage);
  if (level === 'warn' || level === 'over')
    return { tone: 'notice', text: words.warn(percent, nextForgets?.turns ?? null) };
  if (level === 'notice') return { tone: 'notice', text: words.notice(percent, roomForTurns) };
  return { tone: 'calm', text: calmWords(words, usedTokens, roomForTurns) };
}

/** Of one or two turns no average is spoken. */
function calmWords(words: GaugeWords, usedTokens: number, roomForTurns: number | null): string {
  if (usedTokens === 0) return words.empty;
  return roomForTurns === null ? '' : words.room(roomForTurns);
}
