import type { CheckEnd, ModelId } from '../../shared/models-view.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { type VerifyOptions, verifyModel } from './verify-model.ts';

interface RunningCheck {
  readonly ending: AbortController;
  readonly end: Promise<CheckEnd>;
}

/** Checks of models under way: one of each model, for every page that asked for it, ended from any of them. */
export class ModelChecks {
  private readonly options: VerifyOptions;
  private readonly running = new Map<ModelId, RunningCheck>();

  constructor(options: VerifyOptions) {
    this.options = options;
  }

  /** Throws as `verifyModel` does. */
  run(modelId: ModelId): Promise<CheckEnd> {
    const under = this.running.get(modelId);
    if (under) return under.end;
    const ending = new AbortController();
    const end = this.check(modelId, ending.signal).finally(() => {
      if (this.running.get(modelId)?.ending === ending) this.running.delete(modelId);
    });
    this.running.set(modelId, { ending, end });
    return end;
  }

  /** Somebody on any page does not want to know it any more. Another check may begin at once. */
  cancel(modelId: ModelId): void {
    this.running.get(modelId)?.ending.abort();
    this.running.delete(modelId);
  }

  async close(): Promise<void> {
    const ends = [...this.running.values()].map(({ end }) => end.catch(() => {}));
    for (const modelId of [...this.running.keys()]) this.cancel(modelId);
    await Promise.all(ends);
  }

  private async check(modelId: ModelId, signal: AbortSignal): Promise<CheckEnd> {
    const verified = verifyModel(this.options, modelId, signal).then(() => 'whole' as const);
    try {
      // Not even a disk that does not answer is waited for.
      return (await unlessAborted(verified, signal)) ?? 'cancelled';
    } catch (error) {
      if (signal.aborted) return 'cancelled';
      throw error;
    }
  }
}
