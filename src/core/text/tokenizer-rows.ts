import type { TokenizerDescription } from './tokenizer-file.ts';
import { LARGEST_TOKEN_ID } from './tokenizer-reading.ts';

/**
 * The description without those added tokens for which the model has no row: it could neither read nor say them. A line is
 * given for each. What the vocabulary itself has beyond the rows is left: such a model is another one's.
 */
export function withoutRowlessTokens(
  description: TokenizerDescription,
  rowCount: number,
): { readonly description: TokenizerDescription; readonly notes: readonly string[] } {
  const rows = Math.min(rowCount, LARGEST_TOKEN_ID + 1);
  const rowless = description.addedTokens.filter((token) => token.id >= rows);
  if (rowless.length === 0) return { description, notes: description.notes };
  const names = new Set(rowless.map((token) => token.content));
  const without = <Value>(map: ReadonlyMap<string, Value>) => new Map([...map].filter(([name]) => !names.has(name)));
  const told = rowless.map(
    ({ content, id }) =>
      `The added token ${JSON.stringify(content.slice(0, 60))} (${count(id)}) is left out: the model has ${count(rowCount)} rows.`,
  );
  return {
    description: {
      ...description,
      vocabulary: without(description.vocabulary),
      specialTokens: without(description.specialTokens),
      addedTokens: description.addedTokens.filter((token) => !names.has(token.content)),
    },
    notes: [...description.notes, ...told],
  };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
