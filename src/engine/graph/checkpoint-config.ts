import type { ModelProblemDetails } from '../../shared/errors.ts';
import { whyNoGpt2 } from '../../shared/gpt2-config.ts';
import { parseLenientJson } from '../../shared/lenient-json.ts';
import { isLfsPointer } from '../../shared/lfs-pointer.ts';
import { CoreError } from '../../shared/wire.ts';

export type Activation = 'geluTanh' | 'geluExact' | 'relu';

/** What a GPT-2 checkpoint's config.json says about its shape. Sizes are in values, `windowTokens` in positions. */
export interface CheckpointConfig {
  readonly layerCount: number;
  readonly headCount: number;
  readonly headSize: number;
  readonly embeddingSize: number;
  readonly innerSize: number;
  readonly vocabularySize: number;
  readonly windowTokens: number;
  readonly layerNormEpsilon: number;
  readonly activation: Activation;
  /** Scores are divided by the square root of the head size. */
  readonly scalesByHeadSize: boolean;
  /** Scores are divided by the layer's number, counted from 1. */
  readonly scalesByLayer: boolean;
  /** The LM head is the token embedding; otherwise the checkpoint has an `lm_head.weight` of its own. */
  readonly isHeadTied: boolean;
}

const file = 'config.json';

// The names of transformers' ACT2FN that compute one of the three functions we have kernels for.
const activations: Readonly<Record<string, Activation>> = {
  gelu_new: 'geluTanh',
  gelu_pytorch_tanh: 'geluTanh',
  gelu_fast: 'geluTanh',
  gelu_accurate: 'geluTanh',
  gelu: 'geluExact',
  gelu_python: 'geluExact',
  relu: 'relu',
};

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads config.json's text. Missing entries have transformers' GPT2Config defaults. `reorder_and_upcast_attn` is about
 * half precision and changes nothing here. Throws CoreError `badModel` for what is not a GPT-2 we can run.
 */
export function parseCheckpointConfig(text: string): CheckpointConfig {
  const json = parseJson(text);
  requireGpt2(json);
  const embeddingSize = size(json, ['n_embd', 'hidden_size'], 768);
  const headCount = size(json, ['n_head', 'num_attention_heads'], 12);
  if (embeddingSize % headCount !== 0) {
    throw badConfig({ reason: 'unevenHeads', file, width: embeddingSize, heads: headCount });
  }
  return {
    layerCount: size(json, ['n_layer', 'num_hidden_layers'], 12),
    headCount,
    headSize: embeddingSize / headCount,
    embeddingSize,
    innerSize: json.n_inner == null ? 4 * embeddingSize : size(json, ['n_inner'], 0),
    vocabularySize: size(json, ['vocab_size'], 50257),
    windowTokens: size(json, ['n_positions', 'max_position_embeddings', 'n_ctx'], 1024),
    layerNormEpsilon: epsilon(json),
    activation: activation(json),
    scalesByHeadSize: flag(json, 'scale_attn_weights', true),
    scalesByLayer: flag(json, 'scale_attn_by_inverse_layer_idx', false),
    isHeadTied: flag(json, 'tie_word_embeddings', true),
  };
}

function parseJson(text: string): Json {
  if (isLfsPointer(text)) throw badConfig({ reason: 'lfsPointer', file });
  let json: unknown;
  try {
    json = parseLenientJson(text);
  } catch {
    throw badConfig({ reason: 'notJson', file });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw badConfig({ reason: 'notAnObject', file });
  return json as Json;
}

function requireGpt2(json: Json): void {
  const problem = whyNoGpt2(json, file);
  if (problem) throw badConfig(problem);
  if (json.add_cross_attention === true) throw badConfig({ reason: 'crossAttention', file });
}

function size(json: Json, names: readonly string[], missing: number): number {
  for (const name of names) {
    const value = json[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1 || value > 2 ** 31) {
      throw badConfig({ reason: 'notASize', file, entry: name, value: shown(value) });
    }
    return value;
  }
  return missing;
}

function epsilon(json: Json): number {
  const value = json.layer_norm_epsilon ?? 1e-5;
  if (typeof value !== 'number' || !(value >= 0 && value < 1)) {
    throw badConfig({
      reason: 'notASmallNumber',
      file,
      entry: 'layer_norm_epsilon',
      value: shown(value),
    });
  }
  return value;
}

function activation(json: Json): Activation {
  const name = json.activation_function ?? 'gelu_new';
  const known = typeof name === 'string' && Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (known) return known;
  throw badConfig({ reason: 'unknownActivation', file, value: shown(name) });
}

function flag(json: Json, name: string, missing: boolean): boolean {
  const value = json[name] ?? missing;
  if (typeof value !== 'boolean') throw badConfig({ reason: 'notTrueOrFalse', file, entry: name, value: shown(value) });
  return value;
}

/** As it stands there; no more of it than a sentence takes. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}

function badConfig(problem: ModelProblemDetails): CoreError {
  return new CoreError('badModel', problem);
}
