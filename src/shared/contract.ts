import * as z from 'zod/mini';
import type { ActPrice } from './branch-view.ts';
import type { CacheView } from './cache-view.ts';
import { chatModelContract } from './chat-model-contract.ts';
import type { KeptDataView } from './data-view.ts';
import type { DeletedChat } from './deleted-view.ts';
import { deviceContract } from './device-contract.ts';
import type { EraseView } from './erase-view.ts';
import { exportContract } from './export-contract.ts';
import { formContract } from './form-contract.ts';
import { hubContract } from './hub-contract.ts';
import type { ImportContents, ImportProgress, ImportReport, OpenedPath } from './import-view.ts';
import { libraryContract } from './library-contract.ts';
import { mostDraftUnits } from './message-length.ts';
import { MOST_OF_A_PART, type SearchView } from './search-view.ts';
import { type AppSettings, type ChatSettings, changeSchema } from './settings.ts';
import type { Usage } from './usage-view.ts';
import type { AppEvent, ChatEvent, TurnOutcome } from './views.ts';
import type { BringBackView, WindowPrice } from './window-view.ts';
import { call, stream } from './wire.ts';

const id = z.int().check(z.positive());
const inChat = { chatId: id };
/** Far above what is taken as a message: what is too long is answered with a sentence of its own, not as unreadable. */
const text = z.string().check(z.maxLength(mostDraftUnits));
/** Messages as they were named before: a message and all that follows it, so many. */
const namedPart = { ...inChat, messageId: id, messageCount: id };
const change = z.object({ turnId: id, change: z.enum(['pin', 'unpin', 'leaveOut', 'putBack']) });
const windowChanges = z.object({ ...inChat, changes: z.array(change).check(z.minLength(1), z.maxLength(200)) });
/** The name that a tab gave itself. */
const tab = z.optional(z.string().check(z.maxLength(64)));
const offered = { offerId: z.string().check(z.maxLength(64)) };
const branchAct = z.union([
  z.object({ type: z.literal('edit'), turnId: id, text }),
  z.object({ type: z.literal('retry'), turnId: id }),
  z.object({ type: z.literal('editAnswer'), turnId: id, text }),
  z.object({ type: z.literal('show'), messageId: id }),
  z.object({ type: z.literal('branchChat'), turnId: id, turnCount: z.nullable(id) }),
]);
/** The page's own for each message it sends. */
const partCount = z.int().check(z.positive(), z.maximum(MOST_OF_A_PART));
const searchedPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('titles'), count: partCount }),
  z.object({ type: z.literal('chat'), chatId: id, count: partCount }),
]);
const sendKey = z.string().check(z.minLength(16), z.maxLength(64));
/** Turns to be pinned in the branch that a try begins. */
const bringBack = z.array(id).check(z.maxLength(200));

/**
 * Everything a page can ask of the core. A page watches the app once and the open chat once; all that happens, in this tab
 * or another, arrives through these two streams, so that tabs stay in step and a reload finds an answer under way.
 */
export const contract = {
  'app.watch': stream<AppEvent, void>()(z.object({})),
  /** Changes the app's own settings; every page is told by `app.watch`. */
  'app.configure': call<AppSettings>()(z.object({ settings: changeSchema('app') })),
  'engine.restart': call<void>()(z.object({})),
  /** Uses another model from now on; the engine starts with it. What is wrong with it is told as with any that fails. */
  'model.use': call<void>()(
    z.union([z.object({ type: z.literal('bundled') }), z.object({ type: z.literal('folder'), folder: z.string() })]),
  ),

  /** Makes a chat, or gives the newest one back while nothing has been said in it. */
  'chat.create': call<{ readonly chatId: number }>()(z.object({})),
  /** With `tab`, the draft that it tells is what was typed in that tab last. */
  'chat.watch': stream<ChatEvent, void>()(z.object({ ...inChat, tab })),
  'chat.rename': call<void>()(z.object({ ...inChat, title: z.string().check(z.maxLength(200)) })),
  /**
   * Takes it out of the list; `chat.restore` brings it back whole. One in which there is nothing is gone at once, and cannot be
   * restored.
   */
  'chat.delete': call<{ readonly canBeRestored: boolean }>()(z.object(inChat)),
  'chat.restore': call<void>()(z.object(inChat)),
  /** Puts it into the archive, out of the list, or back. Something that is said in it brings it back as well. */
  'chat.archive': call<void>()(z.object({ ...inChat, isArchived: z.boolean() })),
  /** Keeps it on top of the list, or no longer. */
  'chat.pin': call<void>()(z.object({ ...inChat, isPinned: z.boolean() })),
  /** Removes deleted chats for good; others, such as one that was restored meanwhile, are left alone. */
  'chat.deleteForGood': call<void>()(z.object({ chatIds: z.array(id).check(z.minLength(1), z.maxLength(100_000)) })),
  'chat.configure': call<ChatSettings>()(z.object({ ...inChat, settings: changeSchema('chat') })),

  /** Counts unsent words with the model's own tokenizer. Changes nothing. */
  'draft.measure': call<Usage>()(z.object({ ...inChat, text })),
  /** Keeps words that were typed on this page as the chat's draft, and as the tab's; answers once they are stored. */
  'draft.keep': call<void>()(z.object({ ...inChat, text, tab })),

  /**
   * Answers once the user's words are safe on disk (or a choice is needed); the answer itself comes by `chat.watch`. Asked
   * again with the same `sendKey` (a random one that the page makes for each message) it gives the same turn and stores nothing.
   */
  'turn.run': call<TurnOutcome>()(
    z.object({
      ...inChat,
      text,
      acceptForgetting: z.array(id),
      sendKey,
    }),
  ),
  /** Asks a turn again, as a branch beside it, which begins with these turns brought back: the earlier try stays stored. */
  'turn.retry': call<TurnOutcome>()(
    z.object({ ...inChat, turnId: id, acceptForgetting: z.array(id), bringBack: z.optional(bringBack) }),
  ),
  /**
   * Goes on with the newest turn's answer where it was broken off (stopped, failed, or ended at the maximum reply), as a branch
   * beside it that begins with its words.
   */
  'turn.continue': call<TurnOutcome>()(z.object({ ...inChat, turnId: id, acceptForgetting: z.array(id) })),
  /** What bringing these turns back would cost a try. */
  'turn.retryPrice': call<WindowPrice>()(z.object({ ...inChat, turnId: id, bringBack })),
  /** Asks with other words in the place of a turn's message, on a branch that parts before it. The chat's draft stays. */
  'turn.edit': call<TurnOutcome>()(z.object({ ...inChat, turnId: id, text, acceptForgetting: z.array(id), sendKey })),
  /** Puts other words in the place of a turn's answer, on a branch that parts there. Nothing is asked. */
  'answer.edit': call<{ readonly messageId: number }>()(z.object({ ...inChat, turnId: id, text })),
  /**
   * Shows the branch that goes through a message of the chat, down to where it was left, or was gone on with last; the chat stays there. All pages
   * are told by a snapshot. An answer under way on another branch goes on.
   */
  'branch.show': call<void>()(z.object({ ...inChat, messageId: id })),
  /** What an act would cost as everything stands now. */
  'branch.price': call<ActPrice>()(z.object({ ...inChat, act: branchAct })),
  /** Makes a chat of its own of what was said up to the end of a turn, or of the last so many turns of that. */
  'chat.branch': call<{ readonly chatId: number }>()(z.object({ ...inChat, turnId: id, turnCount: z.nullable(id) })),
  /** Ends the answer under way, or the wait for one. What was said is kept. */
  'turn.stop': call<void>()(z.object(inChat)),

  /** What goes with a message when it is erased: all that follows it, on every branch. */
  'turn.whatErases': call<EraseView>()(z.object({ ...inChat, messageId: id })),
  /** Erases a message and what follows it for good, exactly what was named; and the copies of it that are given. */
  'turn.erase': call<void>()(
    z.object({ ...namedPart, dropsTitle: z.boolean(), copies: z.array(z.object(namedPart)).check(z.maxLength(1_000)) }),
  ),

  /** The turns that can be brought back, at most 100; of `among` only these, such as those of one note. */
  'window.forgotten': call<BringBackView>()(z.object({ ...inChat, among: z.nullable(z.array(id)) })),
  'window.price': call<WindowPrice>()(windowChanges),
  /** Makes all of the changes in one step, or none where what must stay would not fit any more. */
  'window.change': call<void>()(windowChanges),

  /** What was typed, in titles and messages. `chatId`: the chat that is open, or null; `part`: only that, and more of it. */
  'search.find': call<SearchView>()(
    z.object({ text: z.string().check(z.maxLength(10_000)), chatId: z.nullable(id), part: z.optional(searchedPart) }),
  ),

  /** The chats that were deleted and are still there, the one deleted last first. */
  'deleted.list': call<readonly DeletedChat[]>()(z.object({})),

  'data.view': call<KeptDataView>()(z.object({})),
  /** Shows the folder on the machine that it is on; whether that could be done. A shell that has a way of its own asks for nothing. */
  'data.openFolder': call<boolean>()(z.object({})),
  /** Deletes all chats and settings for good; answers once nothing of them is left on the disk. */
  'data.eraseAll': call<void>()(z.object({})),

  ...deviceContract,
  ...exportContract,
  ...chatModelContract,
  ...hubContract,
  ...formContract,
  ...libraryContract,

  /** Looks what is at a path of this machine, which a person dropped, chose or opened. */
  'import.open': call<OpenedPath>()(z.object({ path: z.string().check(z.minLength(1), z.maxLength(10_000)) })),
  /** Reads a file to its end and says what is in it. Null when it was cancelled. */
  'import.look': stream<ImportProgress, ImportContents | null>()(z.object(offered)),
  /** Takes over what is in a file that was looked at; nothing of it when it is cancelled (null) or fails. */
  'import.run': stream<ImportProgress, ImportReport | null>()(z.object(offered)),
  'import.forget': call<void>()(z.object(offered)),

  'cache.inspect': call<CacheView>()(z.object(inChat)),
};

export type AppContract = typeof contract;
