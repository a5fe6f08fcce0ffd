import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Row = Readonly<Record<string, string | number | null>>;

export interface BenchReport {
  readonly bench: string;
  /** How it was measured: sizes, rounds. */
  readonly conditions: Row;
  readonly rows: readonly Row[];
  /** The figure to reach, in words with its number, and whether this run reached it; null where nothing was compared. */
  readonly figure: string;
  readonly isReached: boolean | null;
}

/** The middle value; the upper one of the two middles. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** What 95 of 100 values are below, rounded. */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return rounded(sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN);
}

/** Rounded to so many digits behind the point. */
export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** Prints a table and one line of JSON, and keeps the JSON in bench/results. */
export function reportBench(report: BenchReport): void {
  console.table(report.rows);
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${report.bench}.json`), `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report));
  const verdict = report.isReached === null ? 'not compared' : report.isReached ? 'reached' : 'NOT reached';
  console.log(`${report.figure}: ${verdict}`);
}

/** A flag `--name=value` of the bench, or what stands in its place. */
export function benchFlag(name: string, otherwise: string): string {
  const prefix = `--${name}=`;
  return process.argv.find((argument) => argument.startsWith(prefix))?.slice(prefix.length) ?? otherwise;
}
