import type { DeletedChat } from '../../../shared/deleted-view.ts';
import { type CoreLink, codeOf } from './core-link.ts';
import type { Observable } from './observable.ts';
import type { PageDraft } from './page-draft.ts';
import type { PageState } from './page-state.ts';

/** Deleting and archiving chats, taking that back, and what is done with those that were deleted earlier. */
export interface Deletions {
  deleteChat(chatId: number, title: string): Promise<void>;
  /** Takes it out of the list; that can be taken back as a deletion can. */
  archiveChat(chatId: number, title: string): Promise<void>;
  /** Brings it back into the list, and the focus to it there. */
  unarchiveChat(chatId: number): Promise<void>;
  pinChat(chatId: number, isPinned: boolean): Promise<void>;
  /** Takes the newest deletion back that was not taken back yet. */
  undoDeletion(): Promise<void>;
  /** None of the deletions so far can be taken back with one press any more. */
  endUndo(): void;
  listDeleted(): Promise<readonly DeletedChat[]>;
  restoreChat(chatId: number): Promise<void>;
  deleteForGood(chatIds: readonly number[]): Promise<void>;
  /** The list gave a chat the focus that was to have it. */
  forgetFocus(): void;
}

export interface DeletionsOptions {
  readonly state: Observable<PageState>;
  readonly core: CoreLink;
  readonly draft: PageDraft;
  readonly attempt: (work: () => Promise<void>) => Promise<void>;
}

export function openDeletions({ state, core, draft, attempt }: DeletionsOptions): Deletions {
  const without = (chatIds: readonly number[]) =>
    state.get().deletions.filter((deletion) => !chatIds.includes(deletion.chatId));
  const restore = async (chatId: number) => {
    // Tried once: what cannot come back does not stand in the way of those that can.
    state.patch({ deletions: without([chatId]) });
    await core.call('chat.restore', { chatId });
    state.patch({ focusChatId: chatId });
    draft.retry();
  };
  const unarchive = async (chatId: number) => {
    state.patch({ deletions: without([chatId]) });
    await core.call('chat.archive', { chatId, isArchived: false });
    state.patch({ focusChatId: chatId });
  };
  const deleteForGood = async (chatIds: readonly number[]) => {
    if (chatIds.length === 0) return;
    await core.call('chat.deleteForGood', { chatIds: [...chatIds] });
    draft.forget(chatIds);
    state.patch({ deletions: without(chatIds) });
  };
  return {
    deleteChat: (chatId, title) =>
      attempt(async () => {
        draft.flush();
        const { canBeRestored } = await core.call('chat.delete', { chatId }).catch((error: unknown) => {
          // Another tab was quicker: it is gone, as was asked for, and there it can be brought back.
          if (codeOf(error) !== 'noSuchChat') throw error;
          return { canBeRestored: true };
        });
        if (canBeRestored) state.patch({ deletions: [...without([chatId]), { chatId, title }] });
      }),
    archiveChat: (chatId, title) =>
      attempt(async () => {
        await core.call('chat.archive', { chatId, isArchived: true });
        state.patch({ deletions: [...without([chatId]), { chatId, title, isArchived: true }] });
      }),
    unarchiveChat: (chatId) => attempt(() => unarchive(chatId)),
    pinChat: (chatId, isPinned) => attempt(() => core.call('chat.pin', { chatId, isPinned })),
    undoDeletion: () =>
      attempt(async () => {
        const newest = state.get().deletions.at(-1);
        if (!newest) return;
        try {
          await (newest.isArchived ? unarchive : restore)(newest.chatId);
        } catch (error) {
          // It can still be brought back, unless it is gone.
          if (codeOf(error) !== 'noSuchChat') state.patch({ deletions: [...without([newest.chatId]), newest] });
          throw error;
        }
      }),
    endUndo: () => {
      const { deletions, settings } = state.get();
      state.patch({ deletions: [] });
      if (settings.deletedKeptDays > 0) return;
      void attempt(() => deleteForGood(deletions.flatMap(({ chatId, isArchived }) => (isArchived ? [] : [chatId]))));
    },
    listDeleted: () => core.call('deleted.list', {}),
    restoreChat: (chatId) => attempt(() => restore(chatId)),
    deleteForGood: (chatIds) => attempt(() => deleteForGood(chatIds)),
    forgetFocus: () => state.patch({ focusChatId: null }),
  };
}
