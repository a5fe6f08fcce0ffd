import type { RowOrigin, RowRun } from '../shared/engine-contract.ts';

/** How the rows of a cache came about, from the first on: neighbours of the same origin are one run. */
export class RowRuns {
  private runs: RowRun[] = [];

  get list(): readonly RowRun[] {
    return this.runs;
  }

  add(origin: RowOrigin, tokens: number): void {
    if (tokens === 0) return;
    const last = this.runs[this.runs.length - 1];
    if (last?.origin !== origin) this.runs.push({ origin, tokens });
    else this.runs[this.runs.length - 1] = { origin, tokens: last.tokens + tokens };
  }

  /** Keeps the first `tokens` rows. */
  truncate(tokens: number): void {
    this.runs = this.first(tokens);
  }

  /** The runs of the first `tokens` rows. */
  first(tokens: number): RowRun[] {
    const kept: RowRun[] = [];
    let rest = tokens;
    for (const run of this.runs) {
      if (rest <= 0) break;
      kept.push(run.tokens <= rest ? run : { origin: run.origin, tokens: rest });
      rest -= run.tokens;
    }
    return kept;
  }

  /** From now on all rows there are have this origin. */
  relabel(origin: RowOrigin): void {
    const tokens = this.runs.reduce((sum, run) => sum + run.tokens, 0);
    this.runs = tokens === 0 ? [] : [{ origin, tokens }];
  }

  count(origin: RowOrigin): number {
    return this.runs.reduce((sum, run) => (run.origin === origin ? sum + run.tokens : sum), 0);
  }
}
