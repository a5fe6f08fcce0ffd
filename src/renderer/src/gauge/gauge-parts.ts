import type { GaugeSegment, Usage } from '../../../shared/usage-view.ts';

/** A piece of the bar, as wide as its tokens. */
export interface GaugePart {
  readonly key: string;
  readonly kind: GaugeSegment['type'] | 'answer';
  readonly tokens: number;
  /** How many of its tokens the bar shows: what is kept for the reply may lie below what is too much. */
  readonly width: number;
  readonly turnId: number | null;
  readonly name: string;
  readonly isForgottenNext: boolean;
  /** The draft when it cannot be sent as it stands. */
  readonly isTooLong: boolean;
}

/**
 * The bar's pieces in order: what the form begins with, turns, what the answer under way has grown by since the measurement (at the cost of what is
 * free), the draft, what is free up to the limit, and the reserve. Their widths add up to the window; or to what is said and
 * the draft, when that is more: what goes beyond the limit lies over the reserve.
 */
export function gaugeParts(usage: Usage, liveUsedTokens: number | null): GaugePart[] {
  const grownBy = Math.max(0, (liveUsedTokens ?? usage.usedTokens) - usage.usedTokens);
  const isTooLong = usage.sending.type === 'cannotFit';
  const filling = usage.segments.filter(({ type }) => type !== 'free' && type !== 'reserve');
  const answer: GaugePart = { ...partOf('answer', grownBy), key: 'answer' };
  const isBefore = ({ type, turn }: GaugeSegment) => turn !== null || type === 'opening';
  const parts = [
    ...filling.filter(isBefore).map(segmentPart),
    answer,
    ...filling.filter((segment) => !isBefore(segment)).map((segment) => ({ ...segmentPart(segment), isTooLong })),
  ];
  const filledTokens = parts.reduce((sum, part) => sum + part.tokens, 0);
  const freeTokens = Math.max(0, usage.limitTokens - filledTokens);
  const reserveWidth = Math.max(0, usage.windowTokens - Math.max(usage.limitTokens, filledTokens));
  const reserve = { ...partOf('reserve', usage.reserveTokens), width: reserveWidth };
  return [...parts, partOf('free', freeTokens), reserve].filter((part) => part.width > 0);
}

/** The bar's whole width in tokens, and where the limit and the window end in it, as shares of that. */
export function gaugeMarks(usage: Usage, parts: readonly GaugePart[]) {
  const totalTokens = parts.reduce((sum, part) => sum + part.width, 0);
  const reserveWidth = parts.find(({ kind }) => kind === 'reserve')?.width ?? 0;
  return {
    totalTokens,
    limit: usage.limitTokens / totalTokens,
    window: usage.windowTokens / totalTokens,
    /** What is said and typed reaches beyond the limit. */
    isOver: reserveWidth < usage.reserveTokens,
  };
}

function segmentPart(segment: GaugeSegment): GaugePart {
  return {
    ...partOf(segment.type, segment.tokens),
    key: segment.turn ? `turn-${segment.turn.turnId}` : segment.type,
    turnId: segment.turn?.turnId ?? null,
    name: segment.turn?.name ?? '',
    isForgottenNext: segment.isForgottenNext,
  };
}

function partOf(kind: GaugePart['kind'], tokens: number): GaugePart {
  return {
    key: kind,
    kind,
    tokens,
    width: tokens,
    turnId: null,
    name: '',
    isForgottenNext: false,
    isTooLong: false,
  };
}
