import type { GraphPurpose } from './graph/graph-purposes.ts';
import type { Provider } from './provider.ts';
import type { ModelSession } from './session.ts';

/** A kind of processor that can be asked for. */
export interface ProviderKind {
  readonly name: string;
  /** Where a model cannot be opened or computes wrong, the driver may be to blame, and not the model's graphs. */
  readonly mayBeAtFault: boolean;
  /** Tried in this order: the first that proves itself on the loaded model is used. */
  readonly graphModes: readonly GraphPurpose[];
  /** Whether a loaded model computes here as it should, by a few short runs: not every runtime and driver does. What has to be
   * done once before all runs are fast is done by then. */
  proves(session: ModelSession): Promise<boolean>;
  /** Rejects where there is no such processor. */
  open(graphMode: GraphPurpose, options: { readonly threadCount: number }): Promise<Provider>;
}
