import * as z from 'zod/mini';
import type { ModelId, ModelOffer, ModelProgress, ModelsView } from './models-view.ts';
import { call, stream } from './wire.ts';

const modelId = z.string().check(z.minLength(1), z.maxLength(4_096));

/** A whole path of this machine. */
const source = { path: z.string().check(z.minLength(1), z.maxLength(10_000)) };

/** What a page can ask about the models that are here. */
export const libraryContract = {
  /** All models and what is coming, now and whenever something of it is different. */
  'models.watch': stream<ModelsView, void>()(z.object({})),
  /**
   * Uses a model from now on, also after the next start; the engine starts with it. `loadsAnyway`: also where there seems to be too
   * little memory for it. Throws `noSuchModel`.
   */
  'models.use': call<void>()(z.object({ modelId, loadsAnyway: z.optional(z.boolean()) })),
  /** Removes a model's files, and all that was made of them. Where it is in use, the shipped one is used from now on. */
  'models.remove': call<void>()(z.object({ modelId })),
  /** Looks what is in a folder of this machine, or around a file of weights, before anything is copied. Throws `badModel`. */
  'models.look': call<ModelOffer>()(z.object(source)),
  /**
   * Copies, checks, converts and tries a model, and takes it into the library. Null when it was cancelled: nothing is left of it then,
   * or when it fails. `loadsAnyway`: also where there seems to be too little memory for it. Throws `modelIsComing` while another is.
   */
  'models.import': stream<ModelProgress, { readonly modelId: ModelId } | null>()(
    z.object({ ...source, loadsAnyway: z.optional(z.boolean()) }),
  ),
  /** Ends what is coming, whichever page asked for it. */
  'models.cancelComing': call<void>()(z.object({})),
};
