import * as z from 'zod/mini';
import type { HubModel, HubOffers } from './hub-view.ts';
import type { ModelId, ModelProgress } from './models-view.ts';
import { call, stream } from './wire.ts';

const look = { lookId: z.string().check(z.maxLength(64)) };

/** What a page can ask about models that are elsewhere. Only `hub.look` and `hub.download` ask anything of the network. */
export const hubContract = {
  'hub.entries': call<HubOffers>()(z.object({})),
  /**
   * Asks the hub what it has under a name (`owner/name`, or the address of its page there), at a branch, tag or commit; main without one.
   * A model that the manifest knows is told from the manifest, and nothing is asked. Throws `hubFailed`, `badModel`.
   */
  'hub.look': call<HubModel>()(
    z.object({
      repository: z.string().check(z.maxLength(400)),
      revision: z.optional(z.string().check(z.maxLength(200))),
    }),
  ),
  /**
   * Downloads what was looked up, checks it and takes it into the library. Null when it is cancelled: what has come so far stays, and the
   * next download goes on from there, as it does after an error. Then the look is still good. `loadsAnyway`: also where there seems to
   * be too little memory for it. Throws `hubFailed`, `badModel`, `diskFull`, and `modelIsComing` while another one is.
   */
  'hub.download': stream<ModelProgress, { readonly modelId: ModelId } | null>()(
    z.object({ ...look, loadsAnyway: z.optional(z.boolean()) }),
  ),
  /** Forgets what was looked up, and removes what an unfinished download of it left here. */
  'hub.forget': call<void>()(z.object(look)),
};
