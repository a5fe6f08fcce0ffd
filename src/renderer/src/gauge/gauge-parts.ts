import type { GaugeSegment, Usage } from '../../../shared/views.ts';

/** A piece of the bar, as wide as its tokens. */
export interface GaugePart {
  readonly key: string;
  readonly kind: GaugeSegment['type'] | 'answer';
  readonly tokens: number;
  readonly turnId: number | null;
  readonly name: string;
  readonly isForgottenNext: boolean;
  /** The draft when it cannot be sent as it stands. */
  readonly isTooLong: boolean;
}

/**
 * The bar's pieces in order. The answer under way is the segment of a turn that has no name yet; `liveUsedTokens` makes it
 * grow between two measurements, at the cost of what is free.
 */
export function gaugeParts(usage: Usage, liveUsedTokens: number | null): GaugePart[] {
  const grownBy = Math.max(0, (liveUsedTokens ?? usage.usedTokens) - usage.usedTokens);
  const answered = usage.segments.filter((segment) => isAnswer(segment)).reduce((sum, { tokens }) => sum + tokens, 0);
  const isTooLong = usage.sending.type === 'cannotFit';
  const parts: GaugePart[] = [];
  for (const segment of usage.segments) {
    if (segment.type === 'turn' || segment.type === 'pinned') {
      if (!isAnswer(segment)) parts.push(partOf(segment, segment.tokens));
    }
  }
  if (answered + grownBy > 0) {
    parts.push({
      key: 'answer',
      kind: 'answer',
      tokens: answered + grownBy,
      turnId: null,
      name: '',
      isForgottenNext: false,
      isTooLong: false,
    });
  }
  for (const segment of usage.segments) {
    if (segment.type === 'draft') parts.push({ ...partOf(segment, segment.tokens), isTooLong });
    if (segment.type === 'reserve') parts.push(partOf(segment, segment.tokens));
    if (segment.type === 'free') parts.push(partOf(segment, Math.max(0, segment.tokens - grownBy)));
  }
  return parts.filter((part) => part.tokens > 0);
}

function isAnswer(segment: GaugeSegment): boolean {
  return segment.type === 'turn' && segment.turn === null;
}

function partOf(segment: GaugeSegment, tokens: number): GaugePart {
  return {
    key: segment.turn ? `turn-${segment.turn.turnId}` : segment.type,
    kind: segment.type,
    tokens,
    turnId: segment.turn?.turnId ?? null,
    name: segment.turn?.name ?? '',
    isForgottenNext: segment.isForgottenNext,
    isTooLong: false,
  };
}
