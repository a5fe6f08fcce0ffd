import * as z from 'zod/mini';
import type { AppEvent, CacheView, ChangePrice, ChatEvent, ChatSettings, TurnOutcome, Usage } from './views.ts';
import { call, stream } from './wire.ts';

const id = z.int().check(z.positive());
const inChat = { chatId: id };
const text = z.string().check(z.maxLength(2_000_000));
const turnChange = z.object({ ...inChat, turnId: id, change: z.enum(['pin', 'unpin', 'leaveOut', 'putBack']) });

const settings = z.object({
  isGreedy: z.optional(z.boolean()),
  temperature: z.optional(z.number().check(z.minimum(0.01), z.maximum(10))),
  topK: z.optional(z.int().check(z.minimum(0), z.maximum(1_000_000))),
  topP: z.optional(z.number().check(z.positive(), z.maximum(1))),
  repetitionPenalty: z.optional(z.number().check(z.minimum(0.1), z.maximum(10))),
  seed: z.optional(z.nullable(z.int().check(z.minimum(0), z.maximum(0xffffffff)))),
  maxReplyTokens: z.optional(z.int().check(z.positive())),
  stopTexts: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(200))).check(z.maxLength(8))),
  policy: z.optional(z.enum(['dropOldest', 'keepFirst', 'stopAndAsk'])),
  asksBeforeForgetting: z.optional(z.boolean()),
});

/**
 * Everything a page can ask of the core. A page watches the app once and the open chat once; all that happens, in this tab
 * or another, arrives through these two streams, so that tabs stay in step and a reload finds an answer under way.
 */
export const contract = {
  'app.watch': stream<AppEvent, void>()(z.object({})),
  'engine.restart': call<void>()(z.object({})),

  /** Makes a chat, or gives the newest one back while nothing has been said in it. */
  'chat.create': call<{ readonly chatId: number }>()(z.object({})),
  'chat.watch': stream<ChatEvent, void>()(z.object(inChat)),
  'chat.rename': call<void>()(z.object({ ...inChat, title: z.string().check(z.maxLength(200)) })),
  /** Takes it out of the list; `chat.restore` brings it back whole. What is not restored goes at the next start. */
  'chat.delete': call<void>()(z.object(inChat)),
  'chat.restore': call<void>()(z.object(inChat)),
  'chat.configure': call<ChatSettings>()(z.object({ ...inChat, settings })),

  /** Counts unsent words with the model's own tokenizer. `keeps`: they were typed here, and are the chat's draft from now on. */
  'draft.measure': call<Usage>()(z.object({ ...inChat, text, keeps: z.boolean() })),

  /** Answers once the user's words are safe on disk (or a choice is needed); the answer itself comes by `chat.watch`. */
  'turn.run': call<TurnOutcome>()(z.object({ ...inChat, text, acceptForgetting: z.array(id) })),
  /** Asks a turn again, as a branch beside it: the earlier try stays stored. */
  'turn.retry': call<TurnOutcome>()(z.object({ ...inChat, turnId: id, acceptForgetting: z.array(id) })),
  /** Ends the answer under way, or the wait for one. What was said is kept. */
  'turn.stop': call<void>()(z.object(inChat)),
  'turn.price': call<ChangePrice>()(turnChange),
  'turn.change': call<void>()(turnChange),

  'cache.inspect': call<CacheView>()(z.object(inChat)),
};

export type AppContract = typeof contract;
