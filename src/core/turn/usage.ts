import { levelOf } from '../../shared/gauge-level.ts';
import type { GaugeSegment, NamedTurn, NextForgets, SendingView, Usage } from '../../shared/usage-view.ts';
import { sumTokens, type WindowPlan, type WindowTurn } from './window.ts';

export interface UsageInput {
  readonly windowTokens: number;
  readonly reserveTokens: number;
  /** The plan for the draft as it stands. */
  readonly plan: WindowPlan;
  /** The plan for a draft that passes the limit by one token; null where the draft itself passes it. */
  readonly planBeyond: WindowPlan | null;
  /** Of the form, before the first turn. */
  readonly openingTokens: number;
  /** Turns the model sees now, before anything is sent; the one being answered with what it has so far. */
  readonly seen: readonly WindowTurn[];
  readonly draftTokens: number;
  readonly nameOf: (turnId: number) => string;
  /** Measured reading speed of this model here; null before anything was read. */
  readonly prefillTokensPerMs: number | null;
}

/** The mean of one or two turns says nothing of the next. */
const LEAST_AVERAGED_TURNS = 3;

/** The gauge, from the same plan that the next send will follow. Pure. */
export function usageOf(input: UsageInput): Usage {
  const { windowTokens, reserveTokens, draftTokens, openingTokens, seen, plan } = input;
  const limitTokens = windowTokens - reserveTokens;
  const turnTokens = sumTokens(seen);
  const usedTokens = openingTokens + turnTokens;
  const freeTokens = Math.max(0, limitTokens - usedTokens - draftTokens);
  const mean = seen.length >= LEAST_AVERAGED_TURNS ? turnTokens / seen.length : 0;
  return {
    windowTokens,
    reserveTokens,
    limitTokens,
    usedTokens,
    draftTokens,
    level: levelOf(usedTokens + draftTokens, limitTokens),
    segments: segmentsOf(input, freeTokens),
    sending: sendingOf(input),
    roomForTurns: mean > 0 && plan.type === 'fits' ? Math.floor(freeTokens / mean) : null,
    nextForgets: nextForgetsOf(input.planBeyond),
  };
}

/** How long reading takes at the measured speed, in ms; null before there is a measurement. */
export function readingMs(tokens: number, prefillTokensPerMs: number | null): number | null {
  return prefillTokensPerMs === null ? null : tokens / prefillTokensPerMs;
}

function segmentsOf(input: UsageInput, freeTokens: number): GaugeSegment[] {
  const forgotten = input.plan.type === 'forgets' ? new Set(input.plan.forgotten.map((turn) => turn.id)) : new Set();
  const turns = input.seen.map(
    (turn): GaugeSegment => ({
      type: turn.isPinned ? 'pinned' : 'turn',
      tokens: turn.tokenCount,
      turn: named(turn, input.nameOf),
      isForgottenNext: forgotten.has(turn.id),
    }),
  );
  return [
    ...ofNoTurn('opening', input.openingTokens),
    ...turns,
    ...ofNoTurn('draft', input.draftTokens),
    ...ofNoTurn('free', freeTokens),
    ...ofNoTurn('reserve', input.reserveTokens),
  ];
}

function ofNoTurn(type: GaugeSegment['type'], tokens: number): GaugeSegment[] {
  return tokens > 0 ? [{ type, tokens, turn: null, isForgottenNext: false }] : [];
}

function sendingOf({ plan, nameOf, prefillTokensPerMs }: UsageInput): SendingView {
  if (plan.type === 'fits') return { type: 'fits' };
  if (plan.type === 'cannotFit') {
    const { overByTokens, cause } = plan;
    return { type: 'cannotFit', overByTokens, cause, fittingStart: null, fittingEnd: null };
  }
  return {
    type: 'forgets',
    turns: plan.forgotten.map((turn) => named(turn, nameOf)),
    forgottenTokens: sumTokens(plan.forgotten),
    rereadTokens: plan.rereadTokens,
    rereadMs: readingMs(plan.rereadTokens, prefillTokensPerMs),
  };
}

function nextForgetsOf(plan: WindowPlan | null): NextForgets | null {
  return plan?.type === 'forgets' ? { turns: plan.forgotten.length, tokens: sumTokens(plan.forgotten) } : null;
}

function named(turn: WindowTurn, nameOf: (turnId: number) => string): NamedTurn {
  return { turnId: turn.id, name: nameOf(turn.id), tokens: turn.tokenCount };
}
