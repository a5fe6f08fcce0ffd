import type { Receipt } from '../../../shared/receipt-view.ts';
import type { PlayingSpeed } from '../../../shared/replay-view.ts';
import type { Words } from '../../../shared/words/words.ts';

type Timed = Pick<Receipt, 'prefillMs' | 'decodeMs'>;

/** So long an answer plays that took as long as most: enough to see its places fill. */
const playedMs = 2_000;

/** What can be said in a breath. */
const roundStretches = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

const rates = [0.5, 1, 2, 4];

/** How many milliseconds of playing one that was measured takes: the same for the whole chat, so that what took longer plays longer. */
export function stretchFor(receipts: readonly Timed[]): number | null {
  const taken = receipts
    .map(({ prefillMs, decodeMs }) => prefillMs + decodeMs)
    .filter((milliseconds) => milliseconds > 0);
  if (taken.length === 0) return null;
  const median = taken.sort((one, other) => one - other)[Math.floor(taken.length / 2)] as number;
  const distance = (stretch: number) => Math.abs(Math.log(stretch / (playedMs / median)));
  return roundStretches.reduce((best, stretch) => (distance(stretch) < distance(best) ? stretch : best));
}

/** The speeds to choose from, and what each is against how fast it was. */
export function playingSpeeds(receipts: readonly Timed[], { replay }: Words) {
  const stretch = stretchFor(receipts);
  const speeds = rates.map(
    (rate): PlayingSpeed => ({
      stretch: (stretch ?? 1) / rate,
      pauseShare: 1 / rate,
      label: replay.speed(rate),
      says: replay.speedSays(stretch === null ? null : stretch / rate),
    }),
  );
  return { speeds, firstSpeed: rates.indexOf(1) };
}
