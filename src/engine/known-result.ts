import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { relativeDifference } from './append-probe.ts';
import { knownResultName } from './graph/graph-integrity.ts';
import { writeSynced } from './graph/whole-files.ts';
import type { Screened } from './greedy-head.ts';
import type { ModelSession } from './session.ts';
import { withCache } from './with-cache.ts';

/**
 * What a model computes for a fixed prompt. The logits look at every row of the head, and so at every embedding where the
 * head is tied; the screened head's own choice, where there is one, looks at the best of its rows. What this does not see
 * (positions further on, an untied embedding, rows that were screened out) the files' hashes do.
 */
export interface KnownResult {
  readonly logits: Float32Array; // [vocabulary]
  readonly screened: Screened | null;
}

const promptTokens = 8;

/** Computes it on a loaded model: one short run, and one of the greedy head. */
export async function computeKnownResult(session: ModelSession): Promise<KnownResult> {
  const { vocabularySize, windowTokens } = session.model.config;
  const length = Math.min(promptTokens, windowTokens);
  const ids = Array.from({ length }, (_, index) => Math.floor(((index + 0.5) * vocabularySize) / length));
  return withCache(session, async (cache) => {
    const logits = Float32Array.from((await session.run(cache, ids, { logitsAt: 'last' })).last);
    if (!session.greedyHead) return { logits, screened: null };
    cache.rewindTo(0);
    const rows = await session.runHeadless(cache, ids, { rowsAt: 'last' });
    return { logits, screened: await session.greedyHead.screen(rows.last) };
  });
}

/** Whether two results are the same but for the order of sums. */
export function isSameResult(actual: KnownResult, expected: KnownResult, tolerance: number): boolean {
  const isClose = (one: Float32Array, other: Float32Array) =>
    one.length === other.length && relativeDifference(one, other) <= tolerance;
  if (!isClose(actual.logits, expected.logits)) return false;
  // A graph that gives no rows has nothing to screen.
  if (!actual.screened) return true;
  if (!expected.screened) return false;
  // Candidates that are as good as each other may change places.
  return (
    isClose(actual.screened.screened, expected.screened.screened) &&
    isClose(actual.screened.exact.slice().sort(), expected.screened.exact.slice().sort())
  );
}

/** The result that was kept beside a model's graphs; null where there is none that can be read. */
export async function readKnownResult(folder: string): Promise<KnownResult | null> {
  try {
    const kept = JSON.parse(await readFile(join(folder, knownResultName), 'utf8'));
    const screened = kept.screened && { screened: unpack(kept.screened.screened), exact: unpack(kept.screened.exact) };
    return { logits: unpack(kept.logits), screened };
  } catch {
    return null;
  }
}

export async function writeKnownResult(folder: string, { logits, screened }: KnownResult): Promise<void> {
  const kept = {
    logits: pack(logits),
    screened: screened && { screened: pack(screened.screened), exact: pack(screened.exact) },
  };
  await writeSynced(join(folder, knownResultName), JSON.stringify(kept));
}

/** Float32, little-endian, base64: shorter than digits, and exact. */
function pack(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

function unpack(text: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer);
}
