import * as z from 'zod/mini';
import type {
  CheckEnd,
  MemoryNeed,
  ModelChats,
  ModelId,
  ModelOffer,
  ModelProgress,
  ModelsView,
} from './models-view.ts';
import type { SendingView } from './sent-model.ts';
import { call, stream } from './wire.ts';

const modelId = z.string().check(z.minLength(1), z.maxLength(4_096));

/** A whole path of this machine. */
const source = { path: z.string().check(z.minLength(1), z.maxLength(10_000)) };

const fileToSend = z.object({ name: z.string().check(z.maxLength(400)), bytes: z.int().check(z.nonnegative()) });

/** What a page can ask about the models that are here. */
export const libraryContract = {
  /** All models and what is coming, now and whenever something of it is different. */
  'models.watch': stream<ModelsView, void>()(z.object({})),
  /**
   * Uses a model from now on, also after the next start; the engine starts with it. `loadsAnyway`: also where there seems to be too
   * little memory for it. Throws `noSuchModel`.
   */
  'models.use': call<void>()(z.object({ modelId, loadsAnyway: z.optional(z.boolean()) })),
  /** Removes a model's files, and all that was made of them. Where it is in use, the shipped one is used from now on; it stays where that was stopped. */
  'models.remove': call<{ readonly isRemoved: boolean }>()(z.object({ modelId })),
  /** Which chats its removal would leave without their model. None for one that is not here. */
  'models.chatsOf': call<ModelChats>()(z.object({ modelId })),
  /**
   * Reads all of a model's files and compares them with what they were when they came. Throws `badModel` with what has changed, and
   * `noSuchModel`. Whoever asks while it is checked is told the end of that check.
   */
  'models.verify': call<CheckEnd>()(z.object({ modelId })),
  /** Ends the check of a model, whichever page asked for it: all who did are told `cancelled`. Nothing is known of it then. */
  'models.cancelVerify': call<void>()(z.object({ modelId })),
  /** Looks what is in a folder of this machine, or around a file of weights, before anything is copied. Throws `badModel`. */
  'models.look': call<ModelOffer>()(z.object(source)),
  /**
   * Copies, checks, converts and tries a model, and takes it into the library. Null when it was cancelled: nothing is left of it then,
   * or when it fails. `loadsAnyway`: also where there seems to be too little memory for it. Throws `modelIsComing` while another is.
   */
  'models.import': stream<ModelProgress, { readonly modelId: ModelId } | null>()(
    z.object({ ...source, loadsAnyway: z.optional(z.boolean()) }),
  ),
  /**
   * A page of the browser shell would send these files of one folder: what of them is needed, and what of that is here from before. It is
   * sent to `modelFilePath`, and the path that is told is then looked at and imported. Told once; while this runs, what is sent is its
   * sender's alone and not removed for its age. Ended, and where the line breaks, it is there for whoever sends the same files again.
   * Throws `badModel` by the names, and `diskFull`.
   */
  'models.beginSending': stream<SendingView, void>()(
    z.object({
      name: z.string().check(z.minLength(1), z.maxLength(200)),
      files: z.array(fileToSend).check(z.minLength(1), z.maxLength(2_000)),
    }),
  ),
  /** The same of what was begun over a line that broke; throws `notBeingSent` once somebody else sends the same files. */
  'models.keepSending': stream<never, void>()(z.object({ sendId: z.string().check(z.maxLength(64)) })),
  /**
   * All is sent but the weights: throws `badModel` and `diskFull` where those would come in vain. Too little memory for it is no such
   * reason: what it needs is told, and somebody may want it all the same.
   */
  'models.foreseeSending': call<MemoryNeed>()(z.object({ sendId: z.string().check(z.maxLength(64)) })),
  /** What was sent is not wanted any more, or what is being sent. */
  'models.endSending': call<void>()(z.object({ sendId: z.string().check(z.maxLength(64)) })),
  /** Ends what is coming, whichever page asked for it. */
  'models.cancelComing': call<void>()(z.object({})),
};
