import type { SightChange, SightLine } from '../../../shared/replay-view.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { ReplayedTurn } from './replayed-turns.ts';

/** Earlier than any chat, so that a time is always told with its day: a file is read on another one. */
const anotherDayMs = 0;

/** What the model sees of the turns, from step to step: gathered as the turns are gone through. */
export class Sights {
  readonly changes: SightChange[] = [];
  private readonly turns: readonly ReplayedTurn[];
  private readonly words: Words;
  private readonly tokensBefore: readonly number[];
  private seen: ReadonlySet<number> = new Set();
  private line: OpenLine | null = null;
  private readonly strata = new Map<number, OpenLine>();
  private readonly ended: SightLine[] = [];
  private readonly pasts: { readonly atMs: number; readonly tokens: number; readonly aboveTurn: number }[] = [];

  constructor(turns: readonly ReplayedTurn[], words: Words) {
    this.turns = turns;
    this.words = words;
    let tokens = 0;
    this.tokensBefore = turns.map(({ turn }) => {
      const before = tokens;
      if (turn.answerIds.length > 0) tokens += turn.tokenCount;
      return before;
    });
  }

  /** From this step on the window is as this turn was sent with. Nothing changes where that is not known. */
  sent(index: number, step: number): void {
    const { kept } = this.turns[index] as ReplayedTurn;
    if (kept) {
      const seen = new Set([...kept, index]);
      for (const turn of this.seen)
        if (!seen.has(turn)) this.changes.push({ step, turn, ...this.whyUnseen(turn, index) });
      for (const turn of seen) {
        if (!this.seen.has(turn) && turn !== index) this.changes.push({ step, turn, sight: 'seen', says: null });
      }
      this.seen = seen;
    }
    this.moveLine(index, step);
  }

  /** In the order in which they came. */
  lines(): SightLine[] {
    const open = [...(this.line ? [this.line] : []), ...this.strata.values()];
    return [...this.ended, ...open.map(({ atMs: _, ...line }) => ({ ...line, until: null }))].sort(
      (one, other) => one.from - other.from || one.aboveTurn - other.aboveTurn,
    );
  }

  private whyUnseen(turn: number, index: number): Pick<SightChange, 'sight' | 'says'> {
    const { messages, formats } = this.words;
    const { leftOut, turn: sent } = this.turns[index] as ReplayedTurn;
    if (leftOut.has(turn)) return { sight: 'leftOut', says: messages.leftOut };
    if (this.turns[turn]?.turn.answerIds.length === 0) return { sight: 'unanswered', says: messages.neverSeen };
    const atMs = sent.answer?.forgottenAtMs ?? null;
    return {
      sight: 'forgotten',
      says: messages.forgottenAt(atMs === null ? null : formats.dayClock(atMs, anotherDayMs)),
    };
  }

  private moveLine(index: number, step: number): void {
    const replayed = this.turns[index] as ReplayedTurn;
    const { answer } = replayed.turn;
    const line = replayed.kept ? this.lineOf(replayed, step) : this.line;
    if (replayed.forgot.length > 0 && answer?.windowStartId != null) {
      const aboveTurn = this.placeFrom(answer.windowStartId);
      this.pasts.push({ atMs: answer.forgottenAtMs ?? answer.createdAtMs, tokens: replayed.forgotTokens, aboveTurn });
    }
    const isSame = line?.aboveTurn === this.line?.aboveTurn && line?.says === this.line?.says;
    if (isSame) return;
    if (this.line) this.end(this.line, step);
    this.line = line;
    for (const past of this.pasts) {
      const known = this.strata.get(past.atMs);
      const isLine = past.atMs === line?.atMs;
      if (known && isLine) {
        this.end(known, step);
        this.strata.delete(past.atMs);
      } else if (!known && !isLine) this.strata.set(past.atMs, this.stratumOf(past, step));
    }
  }

  private end({ atMs: _, ...line }: OpenLine, step: number): void {
    // What begins and ends at the same step is never drawn.
    if (line.from < step) this.ended.push({ ...line, until: step });
  }

  private stratumOf(past: { atMs: number; tokens: number; aboveTurn: number }, step: number): OpenLine {
    const { forgotten, formats } = this.words;
    const says = forgotten.stratum(past.tokens, formats.dayClock(past.atMs, anotherDayMs));
    return { kind: 'stratum', aboveTurn: past.aboveTurn, from: step, says, atMs: past.atMs };
  }

  /** As the chat itself draws it: above the turns that are seen without a gap. */
  private lineOf({ kept, turn }: ReplayedTurn, step: number): OpenLine | null {
    const { answer } = turn;
    if (!kept || answer?.windowStartId == null) return null;
    const firstInside = this.placeFrom(answer.windowStartId);
    const above = kept.filter((place) => place < firstInside);
    const seenTokens = above.reduce((sum, place) => sum + (this.turns[place]?.turn.tokenCount ?? 0), 0);
    const tokens = (this.tokensBefore[firstInside] ?? 0) - seenTokens;
    if (tokens === 0) return null;
    let aboveTurn = firstInside;
    while (above.length > 0 && above.at(-1) === aboveTurn - 1) aboveTurn = above.pop() as number;
    const atMs = answer.forgottenAtMs ?? this.turns[firstInside]?.turn.user.createdAtMs ?? 0;
    const { forgotten, formats } = this.words;
    const says = forgotten.line(tokens, formats.dayClock(atMs, anotherDayMs), above.length);
    return { kind: 'now', aboveTurn, from: step, says, atMs };
  }

  private placeFrom(turnId: number): number {
    const place = this.turns.findIndex(({ turn }) => turn.id >= turnId);
    return place < 0 ? this.turns.length - 1 : place;
  }
}

type OpenLine = Omit<SightLine, 'until'> & { readonly atMs: number };
