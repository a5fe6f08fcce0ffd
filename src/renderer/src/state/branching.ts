import type { ActPrice, BranchAct } from '../../../shared/branch-view.ts';
import type { CoreLink } from './core-link.ts';
import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';
import type { UndoOffers } from './undo.ts';

/** What can be done with the branches of the open chat. */
export interface Branching {
  /** What an act would cost now; rejects where it cannot be done any more. */
  priceOf(act: BranchAct): Promise<ActPrice>;
  /** Shows the branch that goes through a message; settles once it is shown here. */
  show(messageId: number): Promise<boolean>;
  /** Puts other words in the place of an answer; says whether that was done. */
  editAnswer(turnId: number, text: string): Promise<boolean>;
  /** Makes a chat of its own of what was said up to a turn, or of the last turns of that, and opens it; `says` that. */
  branchChat(turnId: number, turnCount: number | null, says: string, options?: BranchChatOptions): Promise<void>;
  /** Words of an edit that was left without being sent; null: there are none. */
  keptEdit(messageId: number): string | null;
  /** Keeps them as long as the page lives; null lets go of them. */
  keepEdit(messageId: number, text: string | null): void;
}

export interface BranchChatOptions {
  /** What stands in the composer of the new chat. Defaults to nothing. */
  readonly takes?: TakenWords;
}

/** The words in the composer here, or others. */
export type TakenWords = 'draft' | { readonly words: string };

export interface BranchingOptions {
  readonly state: Observable<PageState>;
  readonly core: CoreLink;
  readonly attempt: (work: () => Promise<void>, chatId?: number) => Promise<void>;
  readonly openChat: (chatId: number) => void;
  readonly setDraft: (text: string) => void;
  readonly offers: UndoOffers;
}

interface BranchedPart {
  readonly chatId: number;
  readonly turnId: number;
  readonly turnCount: number | null;
}

export function openBranching({ state, core, attempt, openChat, setDraft, offers }: BranchingOptions): Branching {
  const kept = new Map<number, string>();
  /** Of the chat that is open now; says whether it was done. */
  async function done(work: (chatId: number) => Promise<void>): Promise<boolean> {
    const chatId = state.get().openChatId;
    if (chatId === null) return false;
    let isDone = false;
    await attempt(async () => {
      await work(chatId);
      isDone = true;
    }, chatId);
    return isDone;
  }
  async function branchChat(part: BranchedPart, says: string, { takes }: BranchChatOptions) {
    const { chatId } = part;
    const branched = await core.call('chat.branch', part);
    if (state.get().openChatId !== chatId) return;
    const { draft } = state.get();
    openChat(branched.chatId);
    if (takes) setDraft(takes === 'draft' ? draft : takes.words);
    offers.offerUndo({
      says,
      undo: async () => {
        openChat(chatId);
        await attempt(async () => void (await core.call('chat.delete', { chatId: branched.chatId })));
      },
    });
  }
  return {
    priceOf: (act) => core.call('branch.price', { chatId: state.get().openChatId ?? 0, act }),
    show: (messageId) => done((chatId) => core.call('branch.show', { chatId, messageId })),
    editAnswer: (turnId, text) =>
      done(async (chatId) => void (await core.call('answer.edit', { chatId, turnId, text }))),
    branchChat: async (turnId, turnCount, says, options = {}) => {
      await done((chatId) => branchChat({ chatId, turnId, turnCount }, says, options));
    },
    keptEdit: (messageId) => kept.get(messageId) ?? null,
    keepEdit: (messageId, text) => {
      if (text === null) kept.delete(messageId);
      else kept.set(messageId, text);
    },
  };
}
