import type { FoundChat, FoundGroup, FoundMessage, SearchedPart, SearchView } from '../../shared/search-view.ts';
import type { FoundEntry } from '../store/message-index.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { excerptOf } from '../text/excerpt.ts';
import { matchExpression, rangesIn, readSearchQuery, type SearchQuery } from '../text/search-query.ts';
import { fold } from '../text/search-words.ts';

/** Where the messages of the chat that is open stand. */
export interface OpenSight {
  readonly chatId: number;
  /** Of a message of this chat. */
  sightOf(message: StoredMessage): Exclude<FoundMessage['sight'], null>;
}

export interface FindOptions {
  readonly store: Pick<Store, 'chats' | 'messages' | 'search'>;
  /** Null: no chat is open. */
  readonly open: OpenSight | null;
  readonly isFilling: boolean;
  /** Only this, and more of it. Defaults to the beginning of everything. */
  readonly part?: SearchedPart | undefined;
}

interface GroupOptions {
  /** So many are told of it. */
  readonly most: number;
  readonly isMore: boolean;
}

/** So many messages are looked through, the newest first, for the chats to show. */
const MOST_ENTRIES = 1_000;
const MOST_GROUPS = 20;
const HITS_A_GROUP = 3;
const MOST_CHATS = 8;
/** So many places are marked in a message; more tell nothing. */
const MOST_PLACES = 100;

/**
 * What was typed, in titles and in the messages of all chats and branches: grouped by chat, the groups by their newest hit. Empty
 * when nothing in it can be looked for.
 */
export function findWords(typed: string, { store, open, isFilling, part }: FindOptions): SearchView {
  const nothing = { chats: [], areMoreChats: false, groups: [], isMore: false, isFilling };
  const query = readSearchQuery(typed);
  if (!query) return nothing;
  if (part?.type === 'titles') return { ...nothing, ...chatsByTitle(query, store, part.count) };
  const groupOf = (chatId: number, found: readonly FoundEntry[], { most, isMore }: GroupOptions): FoundGroup => {
    const hits = found.slice(0, most).flatMap(({ messageId }) => hitOf(messageId, query, store, open));
    const title = store.chats.listing(chatId)?.title ?? '';
    return { chatId, title, hits, moreHits: found.length - hits.length, isMore };
  };
  if (part?.type === 'chat') {
    const { chatId, count } = part;
    // One more tells whether there is more.
    const found = store.search.findIn(chatId, matchExpression(query), MOST_ENTRIES + 1);
    const isMore = found.length > MOST_ENTRIES;
    const entries = found.slice(0, MOST_ENTRIES);
    const groups = entries.length > 0 ? [groupOf(chatId, entries, { most: count, isMore })] : [];
    return { ...nothing, groups, isMore };
  }
  const entries = store.search.find(matchExpression(query), MOST_ENTRIES);
  const byChat = new Map<number, FoundEntry[]>();
  for (const entry of entries) {
    const found = byChat.get(entry.chatId);
    if (found) found.push(entry);
    else byChat.set(entry.chatId, [entry]);
  }
  const areEntriesLeft = entries.length === MOST_ENTRIES;
  const groups = [...byChat]
    .slice(0, MOST_GROUPS)
    .map(([chatId, found]) => groupOf(chatId, found, { most: HITS_A_GROUP, isMore: areEntriesLeft }));
  const isMore = areEntriesLeft || byChat.size > MOST_GROUPS;
  return { ...chatsByTitle(query, store, MOST_CHATS), groups, isMore, isFilling };
}

function hitOf(
  messageId: number,
  query: SearchQuery,
  store: FindOptions['store'],
  open: OpenSight | null,
): FoundMessage[] {
  const message = store.messages.get(messageId);
  if (!message) return [];
  const { turnId, role, createdAtMs, text, chatId } = message;
  const sight = open?.chatId === chatId ? open.sightOf(message) : null;
  const ranges = rangesIn(text, query);
  const places = ranges.slice(0, MOST_PLACES);
  return [{ messageId, turnId, role, createdAtMs, ...excerptOf(text, ranges), places, sight }];
}

/** The chats whose titles have it, the one used last first. */
function chatsByTitle(
  query: SearchQuery,
  store: FindOptions['store'],
  most: number,
): Pick<SearchView, 'chats' | 'areMoreChats'> {
  const firstWord = query.phrases[0]?.words[0] ?? '';
  const found: FoundChat[] = [];
  for (const { id, title } of store.chats.list()) {
    if (!fold(title).includes(firstWord)) continue;
    const ranges = rangesIn(title, query);
    if (ranges.length === 0) continue;
    if (found.length === most) return { chats: found, areMoreChats: true };
    found.push({ chatId: id, title, ranges });
  }
  return { chats: found, areMoreChats: false };
}
