/**
 * GPT-2 as plainly as it can be written, in float64 and without a cache, after transformers' modeling_gpt2.py. It shares no
 * code with the engine, so that a test against it can find what is wrong there.
 */

export interface ReferenceConfig {
  readonly n_layer: number;
  readonly n_head: number;
  readonly n_embd: number;
  readonly vocab_size: number;
  readonly layer_norm_epsilon?: number;
  readonly activation_function?: string;
  readonly scale_attn_weights?: boolean;
  readonly scale_attn_by_inverse_layer_idx?: boolean;
  readonly tie_word_embeddings?: boolean;
}

export type ReferenceWeights = ReadonlyMap<string, Float32Array>;

type Row = number[];

/** The logits [vocabulary] after the last of `ids`. */
export function referenceLogits(config: ReferenceConfig, weights: ReferenceWeights, ids: readonly number[]): Row {
  const weight = (name: string) => weights.get(name) as Float32Array;
  const width = config.n_embd;
  const epsilon = config.layer_norm_epsilon ?? 1e-5;
  const norm = (row: Row, name: string) => layerNorm(row, weight(`${name}.weight`), weight(`${name}.bias`), epsilon);
  const linear = (row: Row, name: string) => conv1d(row, weight(`${name}.weight`), weight(`${name}.bias`));

  let rows: Row[] = ids.map((id, position) =>
    range(width).map((i) => at(weight('wte.weight'), id * width + i) + at(weight('wpe.weight'), position * width + i)),
  ); // [token, width]
  for (let layer = 0; layer < config.n_layer; layer++) {
    const name = `h.${layer}`;
    const projected = rows.map((row) => linear(norm(row, `${name}.ln_1`), `${name}.attn.c_attn`)); // [token, 3 x width]
    const attended = attention(config, layer, projected).map((row) => linear(row, `${name}.attn.c_proj`));
    rows = rows.map((row, token) => add(row, attended[token] as Row));
    rows = rows.map((row) => {
      const inner = linear(norm(row, `${name}.ln_2`), `${name}.mlp.c_fc`).map(activation(config.activation_function));
      return add(row, linear(inner, `${name}.mlp.c_proj`));
    });
  }
  const last = norm(rows[rows.length - 1] as Row, 'ln_f');
  const head = weight(config.tie_word_embeddings === false ? 'lm_head.weight' : 'wte.weight'); // [vocabulary, width]
  return range(config.vocab_size).map((id) =>
    last.reduce((sum, value, i) => sum + value * at(head, id * width + i), 0),
  );
}

/** Causal attention over rows of queries, keys and values side by side; gives [token, width]. */
function attention(config: ReferenceConfig, layer: number, projected: readonly Row[]): Row[] {
  const width = config.n_embd;
  const headSize = width / config.n_head;
  let scale = config.scale_attn_weights === false ? 1 : 1 / Math.sqrt(headSize);
  if (config.scale_attn_by_inverse_layer_idx) scale /= layer + 1;
  return projected.map((row, token) =>
    range(width).map((i) => {
      const first = Math.floor(i / headSize) * headSize;
      const scores = range(token + 1).map((other) => {
        const otherRow = projected[other] as Row;
        return (
          scale * range(headSize).reduce((sum, d) => sum + at(row, first + d) * at(otherRow, width + first + d), 0)
        );
      });
      const largest = Math.max(...scores);
      const shares = scores.map((score) => Math.exp(score - largest));
      const total = shares.reduce((sum, share) => sum + share, 0);
      return shares.reduce(
        (sum, share, other) => sum + (share / total) * at(projected[other] as Row, 2 * width + i),
        0,
      );
    }),
  );
}

function layerNorm(row: Row, scale: Float32Array, bias: Float32Array, epsilon: number): Row {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return row.map((value, i) => ((value - mean) / Math.sqrt(variance + epsilon)) * at(scale, i) + at(bias, i));
}

/** Conv1D's weights are [in, out]. */
function conv1d(row: Row, weights: Float32Array, bias: Float32Array): Row {
  return range(bias.length).map(
    (out) => at(bias, out) + row.reduce((sum, value, i) => sum + value * at(weights, i * bias.length + out), 0),
  );
}

function activation(name = 'gelu_new'): (value: number) => number {
  if (name === 'relu') return (x) => Math.max(0, x);
  if (name === 'gelu') return (x) => 0.5 * x * (1 + erf(x / Math.SQRT2));
  return (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

/** Abramowitz and Stegun 7.1.26, within 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - series * Math.exp(-x * x));
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function add(first: Row, second: Row): Row {
  return first.map((value, index) => value + at(second, index));
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}
