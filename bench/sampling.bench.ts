/**
 * Choosing one token from GPT-2's 50,257 logits, for each way of choosing, in alternated rounds: it happens once a token,
 * while nothing else computes. `peaked` logits are as a model's are when it is rather sure, `flat` ones when it is not sure
 * at all. `--rounds=N`.
 */
import { openChooser } from '../src/engine/chooser.ts';
import { openRandom } from '../src/engine/random.ts';
import type { Sampling } from '../src/shared/engine-contract.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';

const rounds = Number(benchFlag('rounds', '100'));
// A tenth of the fastest step of GPT-2's smallest size that was seen on two cores.
const limitMs = 1.5;
const vocabularySize = 50_257;
const contextIds = Array.from({ length: 512 }, (_, index) => (index * 7919) % vocabularySize);
const random = openRandom(1);

/** Sums of random numbers lie on a bell. */
function bell(spread: number): Float32Array {
  const sum = () => Array.from({ length: 12 }, random).reduce((total, number) => total + number, -6);
  return Float32Array.from({ length: vocabularySize }, () => spread * sum());
}

const logitLists = { peaked: bell(3), flat: bell(0.3) };
const drawn: Sampling = { isGreedy: false, temperature: 0.8, topK: 0, topP: 1, repetitionPenalty: 1, seed: 1 };
const ways: Readonly<Record<string, Sampling>> = {
  greedy: { ...drawn, isGreedy: true },
  'greedy with a repetition penalty': { ...drawn, isGreedy: true, repetitionPenalty: 1.2 },
  'from all': drawn,
  'top k 50': { ...drawn, topK: 50 },
  'top p 0.9': { ...drawn, topP: 0.9 },
  'top k 50, top p 0.9, repetition penalty': { ...drawn, topK: 50, topP: 0.9, repetitionPenalty: 1.2 },
};

const cases = Object.entries(ways).flatMap(([way, settings]) =>
  Object.entries(logitLists).map(([shape, logits]) => {
    const chooser = openChooser(settings, contextIds);
    return { way, shape, chooser, logits, times: [] as number[] };
  }),
);
for (let round = 0; round < rounds; round++) {
  for (const { chooser, logits, times } of cases) {
    const startedAt = performance.now();
    chooser.choose(logits);
    times.push(performance.now() - startedAt);
  }
}
const rows = cases.map(({ way, shape, times }) => ({ way, logits: shape, medianMs: rounded(median(times), 2) }));
const slowestMs = Math.max(...rows.filter((row) => row.logits === 'peaked').map((row) => row.medianMs));
reportBench({
  bench: 'sampling',
  conditions: { vocabularySize, rounds },
  rows,
  figure: `the slowest way takes ${slowestMs} ms a token with peaked logits (to reach: ${limitMs})`,
  isReached: slowestMs <= limitMs,
});
