import type { SearchedPart, SearchView } from '../../../shared/search-view.ts';
import type { CoreLink } from './core-link.ts';
import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';
import type { WantedMessage } from './wanted-message.ts';

/** Looking up what was said, and going there. */
export interface Finding {
  search(typed: string): Promise<SearchView>;
  /** More of one part of what was found for it. */
  searchMore(typed: string, part: SearchedPart): Promise<SearchView>;
  /** Opens the chat of a message, where it is shown and marked as soon as it is there. */
  openMessage(wanted: WantedMessage): void;
  /** The message is shown, or cannot be. */
  endWanted(wanted: WantedMessage): void;
  /** The message stands on a branch that is not shown. */
  showBranchOf(wanted: WantedMessage): Promise<void>;
}

export interface FindingOptions {
  readonly state: Observable<PageState>;
  readonly core: CoreLink;
  /** Shows a chat, if it is not the one that is open. */
  readonly openChat: (chatId: number) => void;
  /** Shows the branch that goes through a message of the open chat; says whether it could. */
  readonly showBranch: (messageId: number) => Promise<boolean>;
}

/** The core takes no longer ones, and nobody looks for them. */
const LONGEST_SEARCH = 1_000;

export function openFinding({ state, core, openChat, showBranch }: FindingOptions): Finding {
  const endWanted = (wanted: WantedMessage) => {
    if (state.get().wanted === wanted) state.patch({ wanted: null });
  };
  const asked = (typed: string) => ({ text: typed.slice(0, LONGEST_SEARCH), chatId: state.get().openChatId });
  return {
    search: (typed) => core.call('search.find', asked(typed)),
    searchMore: (typed, part) => core.call('search.find', { ...asked(typed), part }),
    openMessage: (wanted) => {
      openChat(wanted.chatId);
      state.patch({ wanted });
    },
    endWanted,
    showBranchOf: async (wanted) => {
      // Why it could not is told by the page; it is not wanted any more then.
      if (!(await showBranch(wanted.messageId))) endWanted(wanted);
    },
  };
}
