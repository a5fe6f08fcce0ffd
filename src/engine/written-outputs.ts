import type { OutputRows } from './output-rows.ts';

/** Of a row, from its first value to its last: enough that no real logits are the same at all of them, and a few microseconds. */
const mostPlaces = 64;

/** Before a run: makes sure that what is found in these rows after it was written by it. */
export function spoil(rows: OutputRows): void {
  for (let index = 0; index < rows.count; index++) {
    const row = rows.at(index);
    for (let place = 0; place < mostPlaces; place++) row[indexOf(place, row)] = Number.NaN;
  }
}

/**
 * Throws unless a run has written each of these rows, which were spoiled before. A device whose memory is full may say so in a log
 * only: its run ends as any other, and leaves what was there, zeros, or no numbers.
 */
export function requireWritten(rows: OutputRows): void {
  for (let index = 0; index < rows.count; index++) {
    if (!isWritten(rows.at(index))) throw new Error('The device gave no numbers.');
  }
}

function isWritten(row: Float32Array): boolean {
  let differs = row.length === 1;
  for (let place = 0; place < mostPlaces; place++) {
    const value = row[indexOf(place, row)] as number;
    if (!Number.isFinite(value)) return false;
    differs ||= value !== row[0];
  }
  return differs;
}

function indexOf(place: number, { length }: Float32Array): number {
  return Math.round((place * (length - 1)) / (mostPlaces - 1));
}
