import type { SearchedPart, SearchView } from '../../shared/search-view.ts';
import type { ChatsInMemory } from '../chats-in-memory.ts';
import { startLittleByLittle } from '../little-by-little.ts';
import type { Store } from '../store/store.ts';
import type { ChatState } from '../turn/chat-state.ts';
import { isWholeTurn } from '../turn/turns.ts';
import { findWords, type OpenSight } from './find-words.ts';

export interface SearchOptions {
  readonly store: Pick<Store, 'chats' | 'messages' | 'search'>;
  readonly chats: Pick<ChatsInMemory, 'with'>;
  readonly onLog: (line: string) => void;
}

export interface Search {
  /**
   * What was typed, in titles and messages. `chatId`: the chat that is open, of which it is told what the model sees; `part`: only that, and
   * more of it.
   */
  find(typed: string, chatId: number | null, part?: SearchedPart): Promise<SearchView>;
  stop(): void;
}

/** Looks up what was said, and takes up messages that the index lacks since an earlier version wrote them. */
export function openSearch({ store, chats, onLog }: SearchOptions): Search {
  const filling = startLittleByLittle({
    ...{ step: store.search.fillSome, what: 'taking up messages for the search', onLog },
    ...{ firstPauseMs: 1_000, pauseMs: 20 },
  });
  const find = (typed: string, part: SearchedPart | undefined, open: OpenSight | null) =>
    findWords(typed, { store, open, part, isFilling: !store.search.isWhole() });
  return {
    find: async (typed, chatId, part) =>
      chatId === null ? find(typed, part, null) : chats.with(chatId, (chat) => find(typed, part, sightOf(chat))),
    stop: () => filling.stop(),
  };
}

function sightOf(chat: ChatState): OpenSight {
  const seen = new Set(chat.seen().map((turn) => turn.id));
  return {
    chatId: chat.id,
    sightOf: (message) => {
      if (!chat.branch.message(message.id)) return 'otherBranch';
      if (seen.has(message.turnId)) return 'seen';
      const turn = chat.branch.turn(message.turnId);
      if (turn?.isLeftOut) return 'hidden';
      return turn && isWholeTurn(turn) ? 'notSeen' : 'never';
    },
  };
}
