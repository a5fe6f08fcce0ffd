import * as z from 'zod/mini';
import { deviceNames } from './device-view.ts';
import type { CheckpointForesight, CheckpointLook, CheckpointProgress } from './engine-import.ts';
import { call, stream } from './wire.ts';

/** What the engine tells of a loaded model. Sizes are in tokens and bytes as their names say. */
export interface EngineModel {
  /** Names the model in every request: its content, precision, graphs and processor. */
  readonly modelKey: string;
  readonly checkpointHash: string;
  readonly layerCount: number;
  readonly headCount: number;
  readonly headSize: number;
  readonly embeddingSize: number;
  readonly vocabularySize: number;
  readonly windowTokens: number;
  readonly parameterCount: number;
  readonly weightBytes: number;
  /** Of the keys and values of one token: what a cache takes is its tokens times this. */
  readonly cacheBytesPerToken: number;
  /** The names of the engine's values: what numbers are kept as, and the processor. */
  readonly precision: string;
  readonly provider: string;
  /** Which of the model's graphs steps run through: the first, of those for the processor, that proved itself at the load. */
  readonly graphMode: string;
  readonly threadCount: number;
  readonly importMs: number;
  readonly loadMs: number;
}

/** What a trial of a device found, on one model. */
export interface DeviceProof {
  readonly checkpointHash: string;
  /** Between its logits and the CPU's, as a share of the largest absolute logit. */
  readonly largestDifference: number;
  readonly decodeTokensPerSecond: number;
  /** The CPU's, measured a moment before in the same process. */
  readonly cpuTokensPerSecond: number;
}

/** One KV cache as it stands in the engine. */
export interface CacheState {
  /** Never given twice by one engine: a cache keeps it while it lives, also when another key takes it over. */
  readonly cacheId: number;
  readonly cacheKey: string;
  readonly tokenCount: number;
  readonly capacityTokens: number;
  /** What its tokens take, and what is allocated for them. */
  readonly usedBytes: number;
  readonly heldBytes: number;
  /** Made ahead for a prompt that has not come yet, beside the one its chat stands on. */
  readonly isPrepared: boolean;
}

/**
 * How a row of a cache came to be there, seen from the turn that used it last: it was held when that turn came (`reused`),
 * read for it, written by it; `prepared` was read ahead since, `shared` was made for another key and no turn of this one has
 * used it yet.
 */
export type RowOrigin = 'reused' | 'read' | 'written' | 'prepared' | 'shared';

/** Rows in a row that came about in the same way. */
export interface RowRun {
  readonly origin: RowOrigin;
  readonly tokens: number;
}

/** A cache with all that is known of its rows: `ids` and `rows` add up to `tokenCount`. */
export interface HeldCache extends CacheState {
  readonly ids: readonly number[];
  readonly rows: readonly RowRun[];
}

/** What a request did to the caches: the one it used, and all that are alive now, the most recently used first. */
export interface CacheReport {
  /** One of `caches`; null when none was used, and when it is gone by now, being dropped or too large to be kept. */
  readonly cache: HeldCache | null;
  readonly caches: readonly CacheState[];
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

/** The prompt's beginning that a cache held already; `preparedTokens` and `sharedTokens` are parts of `reusedTokens`. */
export interface ReuseReport {
  readonly reusedTokens: number;
  /** Of these, read ahead since the key's last turn. */
  readonly preparedTokens: number;
  /** Of these, made for another key. */
  readonly sharedTokens: number;
  readonly toPrefillTokens: number;
}

export type GenerateEvent =
  /** `cache` is rewound to what is reused, before anything is read. */
  | ({ readonly type: 'started' } & ReuseReport & CacheReport)
  | { readonly type: 'prefill'; readonly doneTokens: number; readonly totalTokens: number }
  | {
      readonly type: 'tokens';
      readonly ids: readonly number[];
      /** Of each id: its own logit and the largest one, as the head gave them, before penalty and temperature. [ids] */
      readonly chosenLogits: Float32Array;
      readonly largestLogits: Float32Array;
      /** Rows of the cache as these were sent: the last sampled id is not among them. */
      readonly heldTokens: number;
    };

export interface GenerateResult extends CacheReport, ReuseReport {
  /** Everything that was sampled except the end token. */
  readonly ids: readonly number[];
  readonly chosenLogits: Float32Array;
  readonly largestLogits: Float32Array;
  readonly reason: 'endToken' | 'length' | 'cancelled';
  /** Read of the prompt. Less than `toPrefillTokens` only when it was cancelled while reading. */
  readonly prefilledTokens: number;
  readonly decodedTokens: number;
  /** Steps between the first sampled token and the end, the one that gave the end token included: one may give several tokens. */
  readonly decodeSteps: number;
  readonly prefillMs: number;
  /** From the arrival of the request to the first sampled token; null when there was none. */
  readonly firstTokenMs: number | null;
  /** What `decodeSteps` took; 0 when there were none. */
  readonly decodeMs: number;
}

export interface PrepareResult extends CacheReport {
  readonly isComplete: boolean;
  readonly reusedTokens: number;
  readonly prefilledTokens: number;
  readonly prefillMs: number;
}

const tokenIds = z.array(z.int().check(z.nonnegative()));
const positive = z.int().check(z.positive());

/** Requests are refused with CoreError `wrongModel` where another model is loaded than the one that they are for. */
const forModel = { modelKey: z.string() };

const generateInput = z.object({
  ...forModel,
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

/** Checkpoints that are computed on a device where it was proven on them; all others on the CPU. */
const onDevice = z.optional(z.object({ device: z.enum(deviceNames), checkpointHashes: z.array(z.string()) }));

/**
 * The engine's contract: it knows token ids and caches, no chats and no text. A request that fails leaves each cache as a
 * beginning of what was last told of it, or gone: so `tokenCount` in the next report says all.
 */
export const engineContract = {
  /** Imports the checkpoint when its graph is not in `graphsDir` yet, loads it, and replaces the model before. */
  'model.load': call<EngineModel>()(
    z.object({
      modelDir: z.string(),
      graphsDir: z.string(),
      threadCount: z.optional(positive),
      /** Also where there seems to be too little memory for it. */
      loadsAnyway: z.optional(z.boolean()),
      onDevice,
    }),
  ),
  generate: stream<GenerateEvent, GenerateResult>()(generateInput),
  /** Brings the cache that a prompt would need up to it, in chunks, without touching what `cacheKey` holds otherwise. */
  prepare: stream<never, PrepareResult>()(z.object({ ...forModel, cacheKey: z.string(), promptIds: tokenIds })),
  /** Everything that is held, `cache` being null. */
  'cache.list': call<CacheReport>()(z.object(forModel)),
  /** Forgets all caches of a key. */
  'cache.drop': call<CacheReport>()(z.object({ ...forModel, cacheKey: z.string() })),
  /**
   * Rewinds the cache that a key stands on to what it has in common with `ids`: what was sampled behind a stop text, say, is
   * part of no prompt to come.
   */
  'cache.rewind': call<CacheReport>()(z.object({ ...forModel, cacheKey: z.string(), ids: tokenIds })),
  /**
   * Compares a device with the CPU on a model, and measures both. In an engine of its own: a driver may end or block its process.
   * Refuses with `deviceNotFound`, `deviceDiffers` or `deviceFailed`.
   */
  'device.try': call<DeviceProof>()(
    z.object({ modelDir: z.string(), graphsDir: z.string(), device: z.enum(deviceNames) }),
  ),
  /** Reads config.json of a folder whose weights are not there yet. Throws `badModel`. */
  'checkpoint.foresee': call<CheckpointForesight>()(z.object({ modelDir: z.string() })),
  /** Opens a checkpoint and checks what its files say of themselves. `hashes`: reads all of it, too. Throws `badModel`. */
  'checkpoint.look': call<CheckpointLook>()(z.object({ modelDir: z.string(), hashes: z.boolean() })),
  /**
   * Reads all of a checkpoint, makes its graphs in `graphsDir`, loads them, and lets them compute, in an engine of its own. Throws
   * `badModel` for weights that are no numbers, or compute none, and where there is too little memory for them.
   */
  'checkpoint.bring': stream<CheckpointProgress, EngineModel>()(
    z.object({ modelDir: z.string(), graphsDir: z.string(), loadsAnyway: z.boolean() }),
  ),
  /** Answers as soon as the engine's loop turns: how the core tells a long step from a hang. */
  ping: call<void>()(z.object({})),
};

export type EngineContract = typeof engineContract;
