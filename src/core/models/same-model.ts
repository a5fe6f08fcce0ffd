import type { CheckpointLook } from '../../shared/engine-import.ts';
import type { ModelId } from '../../shared/models-view.ts';
import type { KeptModel, ModelLibrary } from './library.ts';
import { shippedId } from './model-id.ts';

export interface ModelsToCompare {
  readonly library: ModelLibrary;
  /** Undefined before it was loaded here. */
  readonly shippedHash: () => string | undefined;
}

/** Hashing so much takes no time that anybody would see. */
const quicklyHashedBytes = 64 * 1024 * 1024;

/** Under which id the same checkpoint is here already; it is hashed only where it may be one of them. */
export async function findSame(
  { library, shippedHash }: ModelsToCompare,
  { weightFileBytes }: CheckpointLook,
  hash: () => Promise<string>,
): Promise<ModelId | null> {
  const alike = library.all().filter((model) => weightBytesIn(model) === weightFileBytes);
  if (alike.length === 0 && weightFileBytes > quicklyHashedBytes) return null;
  const checkpointHash = await hash();
  const same = alike.find(({ facts }) => facts?.checkpointHash === checkpointHash);
  if (same) return same.modelId;
  return shippedHash() === checkpointHash ? shippedId : null;
}

function weightBytesIn({ facts }: KeptModel): number {
  const weights = (facts?.files ?? []).filter(({ name }) => /\.(?:safetensors|bin|index\.json)$/.test(name));
  return weights.reduce((sum, { bytes }) => sum + bytes, 0);
}
