import type { ReplayGauge } from '../../shared/replay-view.ts';
import type { GaugePart } from '../src/gauge/gauge-parts.ts';

/** What a piece of the bar is; `isLoss`: it leaves when the message is sent. */
export interface ReplayPart extends Pick<GaugePart, 'key' | 'tokens' | 'width' | 'turnId'> {
  readonly kind: ReplayGauge['segments'][number]['kind'] | 'free' | 'reserve';
  readonly isLoss: boolean;
}

export interface GaugeFrame {
  readonly parts: readonly ReplayPart[];
  readonly totalTokens: number;
  /** Where what is said must end, as a share of the bar; null where that is not known. */
  readonly limit: number | null;
}

/** The bar of a gauge: its pieces, what is free up to the limit, and what is kept for the reply, as the application draws it. */
export function gaugeFrame({ segments, windowTokens, limitTokens }: ReplayGauge): GaugeFrame {
  const filled = segments.map(({ kind, turn, tokens, leaves }): ReplayPart => {
    // What was sent is the same piece as what it is then answered with: it does not slide.
    const key = turn === null ? kind : `${kind === 'answer' ? 'answer' : 'turn'}-${turn}`;
    return { key, kind, tokens, width: tokens, turnId: turn, isLoss: leaves };
  });
  const filledTokens = segments.reduce((sum, { tokens }) => sum + tokens, 0);
  const limit = limitTokens ?? filledTokens;
  const window = Math.max(windowTokens ?? filledTokens, filledTokens);
  const rest = [restOf('free', limit - filledTokens), restOf('reserve', window - Math.max(limit, filledTokens))];
  const parts = [...filled, ...rest].filter(({ width }) => width > 0);
  const totalTokens = parts.reduce((sum, { width }) => sum + width, 0);
  return { parts, totalTokens, limit: limitTokens === null || totalTokens === 0 ? null : limitTokens / totalTokens };
}

function restOf(kind: 'free' | 'reserve', tokens: number): ReplayPart {
  return { key: kind, kind, tokens, width: Math.max(0, tokens), turnId: null, isLoss: false };
}
