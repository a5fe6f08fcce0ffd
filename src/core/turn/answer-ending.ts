import type { EngineModel, GenerateResult } from '../../shared/engine-contract.ts';
import type { ChatSettings, EngineView, LostBecause, MessageView, Receipt } from '../../shared/views.ts';
import { CoreError, toWireError } from '../../shared/wire.ts';

/** How much of what was cached for a chat did not serve its next turn, and why. */
export interface Lost {
  readonly tokens: number;
  readonly because: LostBecause | null;
}

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

/** A line that closed in the middle means that the engine is gone; `engine` tells whether it hung before. */
export function failedEnding(error: unknown, engine: EngineView): Ending {
  const failed = (code: string, sentence: string): Ending => ({
    state: 'failed',
    endedBy: 'failure',
    failure: { code, sentence },
  });
  if (!(error instanceof CoreError) || error.code !== 'closed') {
    const { code, sentence } = toWireError(error);
    return failed(code, sentence);
  }
  return engine.type === 'restarting' && engine.reason === 'hung'
    ? failed('engineHung', 'The engine stopped responding and was started again.')
    : failed('engineEnded', 'The engine ended unexpectedly and was started again.');
}

export interface AnswerFacts {
  readonly settings: ChatSettings;
  readonly seed: number | null;
  readonly lost: Lost;
  readonly engine: EngineModel;
  readonly endedBy: Receipt['endedBy'];
}

/** The engine's own counters and clocks, with what is needed to run the turn again. */
export function receiptOf(result: GenerateResult, facts: AnswerFacts): Receipt {
  const { decodedTokens, decodeMs, cache } = result;
  const { settings, seed, lost, engine, endedBy } = facts;
  return {
    reusedTokens: result.reusedTokens,
    prefilledTokens: result.prefilledTokens,
    decodedTokens,
    prefillMs: result.prefillMs,
    firstTokenMs: result.firstTokenMs,
    decodeMs,
    // The first token comes out of the prefill: the time counted here is that of those after it.
    tokensPerSecond: decodeMs > 0 ? (1000 * Math.max(0, decodedTokens - 1)) / decodeMs : 0,
    provider: engine.provider,
    precision: engine.precision,
    sampling: settings,
    seed,
    cacheTokens: cache.tokenCount,
    cacheBytes: cache.usedBytes,
    cacheHeldBytes: cache.heldBytes,
    lostTokens: lost.tokens,
    lostBecause: lost.because,
    endedBy,
  };
}
