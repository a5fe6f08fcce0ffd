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
 * The bar's pieces in order: turns, what the answer under way has grown by since the measurement (at the cost of what is
 * free), and the rest.
 */
export function gaugeParts(usage: Usage, liveUsedTokens: number | null): GaugePart[] {
  const grownBy = Math.max(0, (liveUsedTokens ?? usage.usedTokens) - usage.usedTokens);
  const isTooLong = usage.sending.type === 'cannotFit';
  const turns = usage.segments.filter(({ turn }) => turn !== null);
  const rest = usage.segments.filter(({ turn }) => turn === null);
  const answer: GaugePart = {
    key: 'answer',
    kind: 'answer',
    tokens: grownBy,
    turnId: null,
    name: '',
    isForgottenNext: false,
    isTooLong: false,
  };
  const parts = [
    ...turns.map((segment) => partOf(segment, segment.tokens)),
    answer,
    ...rest.map((segment) => {
      const tokens = segment.type === 'free' ? Math.max(0, segment.tokens - grownBy) : segment.tokens;
      return { ...partOf(segment, tokens), isTooLong: isTooLong && segment.type === 'draft' };
    }),
  ];
  return parts.filter((part) => part.tokens > 0);
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
