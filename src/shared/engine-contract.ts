import * as z from 'zod/mini';
import { call, stream } from './wire.ts';

/** What the engine tells of a loaded model. Sizes are in tokens and bytes as their names say. */
export interface EngineModel {
  readonly checkpointHash: string;
  readonly layerCount: number;
  readonly headCount: number;
  readonly headSize: number;
  readonly embeddingSize: number;
  readonly vocabularySize: number;
  readonly windowTokens: number;
  readonly parameterCount: number;
  readonly weightBytes: number;
  readonly precision: 'fp32';
  readonly provider: 'cpu';
  readonly threadCount: number;
  /** How new rows reach the cache: written in place by the graph, or joined inside it when the start-up probe fails. */
  readonly appendMode: 'inPlace' | 'concat';
  readonly importMs: number;
  readonly loadMs: number;
}

/** One KV cache as it stands in the engine. */
export interface CacheState {
  readonly cacheKey: string;
  readonly tokenCount: number;
  readonly capacityTokens: number;
  /** 2 x layers x tokens x heads x head size x bytes a value, and what is allocated for it. */
  readonly usedBytes: number;
  readonly heldBytes: number;
}

/** How the next token is chosen. Greedy ignores temperature, topK, topP and seed. */
export interface Sampling {
  readonly isGreedy: boolean;
  readonly temperature: number;
  /** 0 keeps all. */
  readonly topK: number;
  /** 1 keeps all. */
  readonly topP: number;
  /** 1 changes nothing (CTRL, Keskar et al. 2019). */
  readonly repetitionPenalty: number;
  readonly seed: number;
}

/** Common prefix found, the cache is rewound to it. `lostTokens` were cached for this key before and no longer match. */
export interface ReuseReport {
  readonly reusedTokens: number;
  readonly toPrefillTokens: number;
  readonly lostTokens: number;
}

export type GenerateEvent =
  | ({ readonly type: 'started' } & ReuseReport)
  | { readonly type: 'prefill'; readonly doneTokens: number; readonly totalTokens: number }
  | { readonly type: 'tokens'; readonly ids: readonly number[] };

export interface GenerateResult {
  /** Everything that was sampled except the end token. */
  readonly ids: readonly number[];
  readonly reason: 'endToken' | 'length' | 'cancelled';
  readonly reusedTokens: number;
  readonly prefilledTokens: number;
  readonly decodedTokens: number;
  readonly prefillMs: number;
  /** From the arrival of the request to the first sampled token. */
  readonly firstTokenMs: number;
  readonly decodeMs: number;
  readonly cache: CacheState;
}

export interface PrepareResult {
  readonly isComplete: boolean;
  readonly reusedTokens: number;
  readonly prefilledTokens: number;
  readonly prefillMs: number;
  readonly cache: CacheState;
}

const tokenIds = z.array(z.int().check(z.nonnegative()));
const positive = z.int().check(z.positive());

const generateInput = z.object({
  cacheKey: z.string(),
  promptIds: tokenIds,
  maxNewTokens: positive,
  endTokenIds: tokenIds,
  sampling: z.object({
    isGreedy: z.boolean(),
    temperature: z.number().check(z.positive()),
    topK: z.int().check(z.nonnegative()),
    topP: z.number().check(z.positive(), z.maximum(1)),
    repetitionPenalty: z.number().check(z.positive()),
    seed: z.int(),
  }),
});

/** The engine's contract: it knows token ids and caches, no chats and no text. */
export const engineContract = {
  /** Imports the checkpoint when its graph is not in `graphsDir` yet, loads it, and replaces the model before. */
  'model.load': call<EngineModel>()(
    z.object({ modelDir: z.string(), graphsDir: z.string(), threadCount: z.optional(positive) }),
  ),
  generate: stream<GenerateEvent, GenerateResult>()(generateInput),
  /** Brings the cache that a prompt would need up to it, in chunks, without touching what `cacheKey` holds otherwise. */
  prepare: stream<never, PrepareResult>()(z.object({ cacheKey: z.string(), promptIds: tokenIds })),
  'cache.list': call<readonly CacheState[]>()(z.object({})),
  'cache.drop': call<void>()(z.object({ cacheKey: z.string() })),
  /** Answers as soon as the engine's loop turns: how the core tells a long step from a hang. */
  ping: call<void>()(z.object({})),
};

export type EngineContract = typeof engineContract;
