import * as z from 'zod/mini';
import type { ModelPrice } from './chat-model-view.ts';
import { call } from './wire.ts';

const ofChat = { chatId: z.int().check(z.positive()), modelId: z.string().check(z.minLength(1), z.maxLength(10_000)) };

/** What a page can ask about the model of a chat. */
export const chatModelContract = {
  /**
   * The chat goes on with this model from now on. Another one than that in use is loaded, once what is being answered has ended; this
   * settles then. One that cannot be used leaves all as it was, which is told by `app.watch`. `loadsAnyway`: see `models.use`.
   */
  'chat.useModel': call<void>()(z.object({ ...ofChat, loadsAnyway: z.optional(z.boolean()) })),
  /** What that would take. Changes nothing, and loads nothing. */
  'chat.modelPrice': call<ModelPrice>()(z.object(ofChat)),
  /** Gives up loading a model: the one before is used again. */
  'model.stopSwitch': call<void>()(z.object({})),
  /** Why the last one could not be used has been read. */
  'model.dismissRefused': call<void>()(z.object({})),
};
