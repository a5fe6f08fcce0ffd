import type { PlaceRun } from '../../shared/cache-view.ts';
import type { FormTokens } from '../../shared/chat-form-view.ts';
import type { RowRun } from '../../shared/engine-contract.ts';
import type { Turn } from './turns.ts';

/** A turn's share of a prompt, with what the form has around its words; spans stand one behind the other. */
export interface TurnSpan {
  /** Null: the form's opening, before the first turn. */
  readonly turnId: number | null;
  readonly tokens: number;
}

/** With the messages it is made of: of one question there may be several answers, on branches of their own. */
export interface ReadSpan extends TurnSpan {
  /** Those of the question, the first ones. */
  readonly questionTokens: number;
  /** Null: there is none yet. */
  readonly answerId: number | null;
}

export function spanOf(turn: Turn): ReadSpan {
  const { id: turnId, tokenCount: tokens, questionTokens, answer } = turn;
  return { turnId, tokens, questionTokens, answerId: answer?.id ?? null };
}

/** What a prompt begins with, whatever its turns are: nothing where the form has no opening. */
export function openingSpans({ openingTokens: tokens }: FormTokens): readonly ReadSpan[] {
  return tokens === 0 ? [] : [{ turnId: null, tokens, questionTokens: tokens, answerId: null }];
}

/** The places of these turns in order: as the rows that hold them came about, and to be read where no row does. */
export function placesOf(spans: readonly TurnSpan[], rows: readonly RowRun[]): PlaceRun[] {
  const places: PlaceRun[] = [];
  let row = 0;
  let leftOfRow = rows[0]?.tokens ?? 0;
  for (const { turnId, tokens } of spans) {
    let left = tokens;
    while (left > 0) {
      while (leftOfRow === 0 && row < rows.length) leftOfRow = rows[++row]?.tokens ?? 0;
      const run = rows[row];
      const taken = run ? Math.min(left, leftOfRow) : left;
      places.push({ turnId, origin: run?.origin ?? 'toRead', tokens: taken });
      left -= taken;
      if (run) leftOfRow -= taken;
    }
  }
  return joined(places);
}

function joined(places: readonly PlaceRun[]): PlaceRun[] {
  const runs: PlaceRun[] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last?.turnId === place.turnId && last.origin === place.origin) {
      runs[runs.length - 1] = { ...last, tokens: last.tokens + place.tokens };
    } else runs.push(place);
  }
  return runs;
}

/** An answer in the place of another one to the same question. */
export interface AskedAgain {
  readonly turnId: number;
  readonly questionTokens: number;
  readonly answerId: number;
  /** The answer whose beginning it takes over, and how much of it; none: 0 tokens. */
  readonly earlierId: number | null;
  readonly takenOverTokens: number;
}

/**
 * How much of each message went through the model so far, whatever became of its rows: what has to be read of that again is
 * told as such. One for each chat; messages are read from their beginning on.
 */
export class ReadTurns {
  /** The answer that the engine was asked for last; null: none yet. */
  lastAnswerId: number | null = null;
  /** By the message's id; null: the form's opening. */
  private readonly tokens = new Map<number | null, number>();

  /** The first `heldTokens` places of these turns were read or written. */
  note(spans: readonly ReadSpan[], heldTokens: number): void {
    let left = heldTokens;
    forEachMessage(spans, (messageId, tokens) => {
      const read = Math.min(tokens, left);
      if (read > this.readOf(messageId)) this.tokens.set(messageId, read);
      left -= read;
    });
  }

  /**
   * A turn is asked again: of what was read of it, its message remains, and what its answer takes over. The last token of that does
   * not count, since one token has to run in any case.
   */
  askAgain({ turnId, questionTokens, answerId, earlierId, takenOverTokens }: AskedAgain): void {
    if (takenOverTokens === 0) {
      this.tokens.set(turnId, Math.min(this.readOf(turnId), questionTokens - 1));
    } else if (earlierId !== null) {
      this.tokens.set(answerId, Math.min(this.readOf(earlierId), takenOverTokens - 1));
    }
  }

  /** It is another one from now on: nothing of that was read. */
  openingChanged(): void {
    this.tokens.delete(null);
  }

  /** Of the places behind the first `reusedTokens` and before `endTokens`, those that had been read or written before. */
  rereadTokens(spans: readonly ReadSpan[], reusedTokens: number, endTokens = Number.POSITIVE_INFINITY): number {
    let reread = 0;
    let start = 0;
    forEachMessage(spans, (messageId, tokens) => {
      const readEnd = start + Math.min(tokens, this.readOf(messageId));
      reread += Math.max(0, Math.min(readEnd, endTokens) - Math.max(start, reusedTokens));
      start += tokens;
    });
    return reread;
  }

  private readOf(messageId: number | null): number {
    return this.tokens.get(messageId) ?? 0;
  }
}

/** No generator: this is called several times in each turn, for all of its window. */
function forEachMessage(spans: readonly ReadSpan[], visit: (messageId: number | null, tokens: number) => void): void {
  for (const { turnId, tokens, questionTokens, answerId } of spans) {
    const own = answerId === null ? tokens : Math.min(tokens, questionTokens);
    visit(turnId, own);
    if (answerId !== null) visit(answerId, tokens - own);
  }
}
