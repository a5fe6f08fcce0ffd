import { provesAppend } from './append-probe.ts';
import type { AppendMode } from './graph/gpt2-graph.ts';
import { HostRows } from './host-rows.ts';
import type { Provider } from './provider.ts';
import type { ProviderKind } from './provider-kind.ts';

const appendModes: readonly AppendMode[] = ['inPlace', 'concat'];

/** The processor that is always there. Rows are appended in place; where the runtime does not do that, inside the graph. */
export const cpu: ProviderKind = {
  name: 'cpu',
  graphModes: appendModes,
  mayBeAtFault: false,
  proves: provesAppend,
  open: async (graphMode, { threadCount }) => {
    const appendMode = appendModes.find((mode) => mode === graphMode);
    if (!appendMode) throw new Error(`The graph for ${graphMode} is none for rows on the host.`);
    return openCpuProvider(appendMode, threadCount);
  },
};

/** Holds nothing: it need not be closed. */
export function openCpuProvider(appendMode: AppendMode, threadCount: number): Provider {
  return {
    name: cpu.name,
    mayBeAtFault: cpu.mayBeAtFault,
    graphMode: appendMode,
    sessionOptions: {
      executionProviders: ['cpu'],
      intraOpNumThreads: threadCount,
      interOpNumThreads: 1,
      // The shapes of every step differ, so a remembered memory plan would be made for nothing.
      enableMemPattern: false,
      // Spinning bridges the moments between two nodes, not the time between two runs, and not a processor that others use.
      extra: { session: { intra_op: { spin_duration_us: '50' } } },
    },
    threadCount,
    blocked: Number.NEGATIVE_INFINITY,
    leastTolerance: 0,
    mostTokensAtOnce: 1024,
    openRows: (shape) => new HostRows(shape, appendMode),
    close: async () => {},
  };
}
