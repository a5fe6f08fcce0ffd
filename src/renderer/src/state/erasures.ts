import type { KeptDataView } from '../../../shared/data-view.ts';
import type { EraseView } from '../../../shared/erase-view.ts';
import type { CoreLink } from './core-link.ts';
import type { ErasureQuestion } from './erasure-question.ts';
import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';

export interface AskedErasure {
  readonly turnId: number;
  readonly answerId: number | null;
  readonly name: string;
}

/** What is wanted to go, of all that was named. */
export interface ChosenErasure {
  readonly what: EraseView;
  readonly dropsTitle: boolean;
  /** Of the copies, by the ids of their messages. */
  readonly copyIds: readonly number[];
}

/** Erasing turns and everything for good: nothing of it can be taken back. */
export interface Erasures {
  /** Finds out what would go, and has it asked. */
  askToErase(asked: AskedErasure): Promise<void>;
  /** Nothing is erased. */
  keepTurn(): void;
  /** Erases exactly what was named; what goes wrong is told, and nothing is asked any more. */
  eraseTurn(question: ErasureQuestion, chosen: ChosenErasure): Promise<void>;
  dataView(): Promise<KeptDataView>;
  /** Has the core show the folder, where it can. */
  openDataFolder(): Promise<boolean>;
  /** Resolves once nothing is left; what is in the way is told. */
  eraseAll(): Promise<void>;
}

export interface ErasuresOptions {
  readonly state: Observable<PageState>;
  readonly core: CoreLink;
  readonly attempt: (work: () => Promise<void>, chatId?: number) => Promise<void>;
}

export function openErasures({ state, core, attempt }: ErasuresOptions): Erasures {
  const openChatId = () => state.get().openChatId ?? 0;
  return {
    askToErase: ({ turnId, answerId, name }) => {
      const chatId = openChatId();
      return attempt(async () => {
        const asking = [turnId, ...(answerId === null ? [] : [answerId])].map((messageId) =>
          core.call('turn.whatErases', { chatId, messageId }),
        );
        const [turn, answer] = await Promise.all(asking);
        if (!turn || openChatId() !== chatId) return;
        // An only answer goes with its question.
        const isApart = answer !== undefined && answer.messageId !== turn.messageId;
        state.patch({ erasure: { chatId, name, turn, answer: isApart ? answer : null } });
      }, chatId);
    },
    keepTurn: () => state.patch({ erasure: null }),
    eraseTurn: ({ chatId }, { what, dropsTitle, copyIds }) =>
      attempt(async () => {
        state.patch({ erasure: null });
        const copies = what.copies
          .filter(({ messageId }) => copyIds.includes(messageId))
          .map(({ chatId: copyChatId, messageId, messageCount }) => ({ chatId: copyChatId, messageId, messageCount }));
        const { messageId, messageCount } = what;
        await core.call('turn.erase', { chatId, messageId, messageCount, dropsTitle, copies });
        // It was about turns that may be gone, and so was what could be taken back.
        if (openChatId() === chatId) state.patch({ question: null, offer: null, chanceOffer: null });
      }, chatId),
    dataView: () => core.call('data.view', {}),
    openDataFolder: () => core.call('data.openFolder', {}).catch(() => false),
    eraseAll: () => attempt(() => core.call('data.eraseAll', {})),
  };
}
