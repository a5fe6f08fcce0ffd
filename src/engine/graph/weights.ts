import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { LocatedCheckpoint } from './locate-weights.ts';
import { openPyTorchFile } from './pytorch-file.ts';
import { openSafetensors } from './safetensors.ts';
import { badWeights, type DescribedTensor, type OnPiece, type TensorFile } from './tensor-file.ts';

/** All tensors of a checkpoint, in however many files they lie. */
export interface Weights {
  readonly tensors: ReadonlyMap<string, DescribedTensor>;
  /** `name` must be one of `tensors`. See TensorFile. */
  read(name: string, onPiece: OnPiece): Promise<void>;
  close(): Promise<void>;
}

/** Opens every file of a checkpoint's weights. Throws CoreError `badModel`, also for a tensor that two of them have. */
export async function openWeights({ format, weightPaths }: LocatedCheckpoint): Promise<Weights> {
  const files: TensorFile[] = [];
  const owners = new Map<string, TensorFile>();
  const tensors = new Map<string, DescribedTensor>();
  const close = async () => {
    for (const file of files) await file.close();
  };
  try {
    for (const path of weightPaths) {
      if ((await stat(path)).size === 0) throw badWeights({ reason: 'empty', file: basename(path) });
      const file: TensorFile = await (format === 'safetensors' ? openSafetensors(path) : openPyTorchFile(path));
      files.push(file);
      for (const [name, tensor] of file.tensors) {
        if (owners.has(name)) throw badWeights({ reason: 'tensorTwice', file: basename(path), tensor: name });
        owners.set(name, file);
        tensors.set(name, tensor);
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    tensors,
    read: async (name, onPiece) => owners.get(name)?.read(tensors.get(name) as DescribedTensor, onPiece),
    close,
  };
}
