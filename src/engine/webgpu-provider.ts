import { warmUp } from './device-probe.ts';
import { DeviceRows } from './device-rows.ts';
import type { GraphPurpose } from './graph/graph-purposes.ts';
import type { Provider } from './provider.ts';
import type { ProviderKind } from './provider-kind.ts';
import { WebgpuMemory, webgpuSessionOptions } from './webgpu-memory.ts';
import { withCache } from './with-cache.ts';

/**
 * The machine's GPU, through WebGPU, and so through Vulkan, Direct3D 12 or Metal. The cache stays in its memory. What it computes
 * is compared with the CPU before it is offered (`prove-device.ts`) and, as on every processor, with the known result at each load.
 */
export const webgpu: ProviderKind = {
  name: 'webgpu',
  graphModes: ['device'],
  mayBeAtFault: true,
  // Were they compiled when they are first needed, the first answers would stand still for that.
  proves: async (session) => {
    await withCache(session, (cache) => warmUp(session, cache));
    return true;
  },
  open: (graphMode, { threadCount }) => openWebgpuProvider(graphMode, threadCount),
};

/** Rejects where there is no adapter. */
export async function openWebgpuProvider(graphMode: GraphPurpose, threadCount: number): Promise<WebgpuProvider> {
  const memory = await WebgpuMemory.open();
  return {
    name: webgpu.name,
    mayBeAtFault: webgpu.mayBeAtFault,
    graphMode,
    sessionOptions: webgpuSessionOptions,
    threadCount,
    blocked: -1e9,
    leastTolerance: 2e-3,
    mostTokensAtOnce: 256,
    memory,
    openRows: (shape) => new DeviceRows(shape, memory),
    close: () => memory.close(),
  };
}

export interface WebgpuProvider extends Provider {
  readonly memory: WebgpuMemory;
}
