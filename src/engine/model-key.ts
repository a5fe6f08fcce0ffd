import { graphsNameOf } from './graph/graphs-folder.ts';
import type { Precision } from './precision.ts';

/**
 * The name of a model as it computes: two requests with the same key get the same numbers and may share caches. It stands for
 * the checkpoint's content, the precision, the version of the graphs, and the processor.
 */
export function modelKeyOf(checkpointHash: string, precision: Precision, providerName: string): string {
  return `${graphsNameOf(checkpointHash, precision)}-${providerName}`;
}
