import type { EngineModel, GenerateResult } from '../../shared/engine-contract.ts';
import type { Receipt } from '../../shared/receipt-view.ts';
import type { ChatSettings } from '../../shared/settings.ts';
import type { AnsweredBy, EngineView, MessageView } from '../../shared/views.ts';
import { CoreError, toWireError } from '../../shared/wire.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { Lost } from './lost-tokens.ts';

/** How an answer ended. Stopping is an ending, not a failure. */
export interface Ending {
  readonly state: Exclude<MessageView['state'], 'streaming'>;
  readonly endedBy: Receipt['endedBy'];
  readonly failure: MessageView['failure'];
}

/** `result` is undefined when the user stopped before the engine began. */
export function goodEnding(result: GenerateResult | undefined, isStopText: boolean): Ending {
  if (isStopText) return { state: 'done', endedBy: 'stopText', failure: null };
  if (!result || result.reason === 'cancelled') return { state: 'stopped', endedBy: 'user', failure: null };
  return { state: 'done', endedBy: result.reason, failure: null };
}

/** A line that closed in the middle means that the engine is gone; `engine` tells whether it hung before, or its device failed. */
export function failedEnding(error: unknown, engine: EngineView, device: string): Ending {
  return { state: 'failed', endedBy: 'failure', failure: failureOf(error, engine, device) };
}

function failureOf(error: unknown, engine: EngineView, device: string): NonNullable<MessageView['failure']> {
  if (!(error instanceof CoreError) || error.code !== 'closed') return toWireError(error);
  if (engine.type === 'restarting' && engine.reason === 'device') return { code: 'deviceEnded', details: { device } };
  return engine.type === 'restarting' && engine.reason === 'hung' ? { code: 'engineHung' } : { code: 'engineEnded' };
}

/** Who answers, as the engine and the model's folder tell it; null before an engine has loaded it. */
export function answeredByOf(model: ModelHandle): AnsweredBy | null {
  const { engine } = model;
  if (!engine) return null;
  return {
    modelHash: engine.checkpointHash,
    modelName: model.name,
    precision: engine.precision,
    device: engine.provider,
  };
}

export interface AnswerFacts {
  readonly settings: ChatSettings;
  readonly seed: number | null;
  readonly promptTokens: number;
  readonly takenOverTokens: number;
  readonly rereadTokens: number;
  readonly lost: Lost;
  readonly engine: EngineModel;
  readonly endedBy: Receipt['endedBy'];
}

/** To a thousandth: what a clock says behind that is none of its doing. */
function asMeasured(value: number): number {
  return Math.round(1_000 * value) / 1_000;
}

/** An average over fewer steps says nothing. */
const LEAST_AVERAGED_STEPS = 3;

/** How fast an answer was written; null where that was too short to tell. */
export function tokensPerSecondOf({ decodeSteps, decodeMs }: GenerateResult): number | null {
  const measuredMs = asMeasured(decodeMs);
  const isMeasured = decodeSteps >= LEAST_AVERAGED_STEPS && measuredMs > 0;
  return isMeasured ? asMeasured((1000 * decodeSteps) / measuredMs) : null;
}

/** The engine's own counters and clocks, with what is needed to run the turn again. */
export function receiptOf(result: GenerateResult, facts: AnswerFacts): Receipt {
  const { decodeSteps, cache, reusedTokens, prefilledTokens } = result;
  const decodeMs = asMeasured(result.decodeMs);
  const { settings, seed, promptTokens, lost, engine, endedBy } = facts;
  return {
    reusedTokens,
    preparedTokens: result.preparedTokens,
    sharedTokens: result.sharedTokens,
    prefilledTokens,
    unreadTokens: promptTokens - reusedTokens - prefilledTokens,
    rereadTokens: facts.rereadTokens,
    decodedTokens: result.decodedTokens,
    takenOverTokens: facts.takenOverTokens,
    decodeSteps,
    prefillMs: asMeasured(result.prefillMs),
    firstTokenMs: result.firstTokenMs === null ? null : asMeasured(result.firstTokenMs),
    decodeMs,
    tokensPerSecond: tokensPerSecondOf(result),
    provider: engine.provider,
    precision: engine.precision,
    sampling: settings,
    seed,
    cacheTokens: cache?.tokenCount ?? 0,
    cacheBytes: cache?.usedBytes ?? 0,
    cacheHeldBytes: cache?.heldBytes ?? 0,
    lostTokens: lost.tokens,
    lostBecause: lost.because,
    endedBy,
  };
}
