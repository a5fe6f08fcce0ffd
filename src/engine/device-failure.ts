import { CoreError } from '../shared/wire.ts';
import type { GraphPurpose } from './graph/graph-purposes.ts';
import type { Provider } from './provider.ts';
import type { ProviderKind } from './provider-kind.ts';

/** A processor as far as blame goes; see ProviderKind. */
interface Blamed {
  readonly name: string;
  readonly mayBeAtFault: boolean;
}

const longestCause = 300;

/**
 * Does `work` on a processor. Where that may be at fault, everything that goes wrong and is not about what was asked is
 * CoreError `deviceFailed`: it was lost, its driver was reset, its memory is full. No later run on it can be trusted then.
 */
export async function tellingDeviceFailure<Result>(device: Blamed, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!device.mayBeAtFault || isAboutTheRequest(error)) throw error;
    throw new CoreError('deviceFailed', { device: device.name, cause: causeOf(error) });
  }
}

/** Opens a device; where it cannot be, CoreError `deviceNotFound`. */
export async function openDevice(
  kind: ProviderKind,
  graphMode: GraphPurpose,
  options: { readonly threadCount: number },
): Promise<Provider> {
  return kind.open(graphMode, options).catch((error: unknown) => {
    if (!kind.mayBeAtFault) throw error;
    throw new CoreError('deviceNotFound', { device: kind.name, cause: causeOf(error) });
  });
}

/** What a runtime says goes on for lines, and begins with places in its own source and the condition that did not hold. */
function causeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = ''] = message.trim().split('\n');
  const line = first.replace(/^\S+\.(?:cc|cpp|h):\d+ .* was false\. /, '');
  return line.length > longestCause ? `${line.slice(0, longestCause)}…` : line;
}

function isAboutTheRequest(error: unknown): boolean {
  return error instanceof CoreError && error.code !== 'notEnoughMemory';
}
