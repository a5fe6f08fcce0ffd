import type { SendingView } from '../../shared/sent-model.ts';
import type { OfferedModel, SentModels } from '../models/sent-models.ts';

/** As a page begins it, which has it alone until it releases it; `release` settles once it has. */
export function beginSent(
  models: SentModels,
  offered: OfferedModel,
): Promise<SendingView & { readonly release: () => Promise<void> }> {
  const ending = new AbortController();
  return new Promise((resolve, reject) => {
    const onBegun = (sending: SendingView) => resolve({ ...sending, release });
    const ended = models.begin(offered, { signal: ending.signal, onBegun });
    const release = () => {
      ending.abort();
      return ended;
    };
    ended.catch(reject);
  });
}
