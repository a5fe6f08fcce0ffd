import type { ExportCounts, ExportOptions, ExportSelection } from '../../shared/export-view.ts';
import type { ForgotView } from '../../shared/window-view.ts';
import type { WindowAct } from '../store/acts.ts';
import type { StoredChat } from '../store/chats.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { nameTurn } from '../text/first-words.ts';
import { actsInForce, flagsOf } from '../turn/acts-in-force.ts';
import type { ExportChat, ExportMessage, WindowTokensOf } from './document.ts';
import { type BranchIds, readOtherBranches, readShownIds } from './read-branches.ts';

/** Where chats are read from. */
export interface ExportSource {
  readonly store: Pick<Store, 'chats' | 'messages' | 'acts' | 'archive'>;
  /** What a message says by now, where that is not stored yet; undefined where it is. */
  readonly newest: (chatId: number, messageId: number) => StoredMessage | undefined;
  readonly windowTokensOf: WindowTokensOf;
  /** Told of messages when they are read to be written. */
  readonly onRead: (messages: number) => void;
}

/**
 * The ids of the chats that are chosen: those of the list, in its order, then the deleted ones. What is gone is left out, and of all
 * chats those with which nothing was ever done.
 */
export function selectedIds({ store }: ExportSource, selection: ExportSelection): number[] {
  const listed = store.chats.list().map((chat) => chat.id);
  const deleted = store.chats.listDeleted().map((chat) => chat.id);
  if (selection.type === 'all') {
    const { withDeleted } = selection;
    const something = new Set(store.archive.chatIds({ includesDeleted: withDeleted }));
    return (withDeleted ? [...listed, ...deleted] : listed).filter((id) => something.has(id));
  }
  const chosen = new Set(selection.chatIds);
  return listed.filter((id) => chosen.has(id));
}

/** How much stands in these chats: on the branches that are shown, and on others. */
export async function countSelected(
  { store }: ExportSource,
  chatIds: readonly number[],
): Promise<Pick<ExportCounts, 'chats' | 'messages' | 'otherMessages'>> {
  let [messages, all] = [0, 0];
  for (const chatId of chatIds) {
    messages += (await readShownIds(store.messages, store.chats.getAny(chatId)?.activeLeafId ?? null)).length;
    all += store.messages.count(chatId);
  }
  return { chats: chatIds.length, messages, otherMessages: all - messages };
}

/** Finds the way through a chat, in parts of a few milliseconds; its messages are read later. Null where it is gone. */
export async function openExportChat(
  source: ExportSource,
  chatId: number,
  options: Pick<ExportOptions, 'otherBranches'>,
): Promise<ExportChat | null> {
  const { store } = source;
  const chat = store.chats.getAny(chatId);
  if (!chat) return null;
  const shownIds = await readShownIds(store.messages, chat.activeLeafId);
  const others = options.otherBranches ? await readOtherBranches(store.messages, chatId, shownIds) : [];
  const acts = store.acts.ofChat(chatId);
  const branch = (ids: BranchIds) => readBranch(source, { chat, acts, ids });
  return {
    ...{ id: chat.id, uid: chat.uid, title: chat.title, isDeleted: chat.isDeleted },
    ...{ createdAtMs: chat.createdAtMs, updatedAtMs: chat.updatedAtMs },
    acts,
    shownCount: shownIds.length,
    otherCount: others.reduce((sum, { own }) => sum + own.length, 0),
    shown: () => branch({ own: shownIds, afterId: null, before: () => [] }),
    *others() {
      for (const ids of others) {
        const partsAfter = ids.afterId === null ? null : store.messages.get(ids.afterId);
        yield { partsAfter, messages: () => branch(ids) };
      }
    },
  };
}

/** How many messages are read at a time: a part of a few milliseconds. */
const MESSAGES_AT_ONCE = 100;

interface BranchReading {
  readonly chat: StoredChat;
  readonly acts: readonly WindowAct[];
  readonly ids: BranchIds;
}

function* readBranch(source: ExportSource, { chat, acts, ids }: BranchReading): Iterable<ExportMessage> {
  const { own } = ids;
  const path = acts.length === 0 ? [] : [...ids.before(), ...own];
  const inForce = actsInForce(
    acts,
    path.map((id) => ({ id })),
  );
  const seenIds = seenAtTheEnd(source, own);
  for (let first = 0; first < own.length; first += MESSAGES_AT_ONCE) {
    const stored = source.store.messages.withOrigins(own.slice(first, first + MESSAGES_AT_ONCE));
    const messages = stored.map((message) => ({ ...message, ...source.newest(chat.id, message.id) }));
    const names = namesOf(source, messages);
    source.onRead(messages.length);
    for (const message of messages) {
      const { isPinned, isLeftOut } = flagsOf(inForce, message.turnId);
      const isSeen = seenIds?.has(message.turnId) ?? null;
      yield { ...message, forgot: forgotOf(message, names), isSeen, isPinned, isLeftOut };
    }
  }
}

/** The turns that stood in the prompt of the branch's newest answer, its own among them; null where that was not stored. */
function seenAtTheEnd(source: ExportSource, ids: readonly number[]): ReadonlySet<number> | null {
  const newest = source.store.messages.withOrigins(ids.slice(-2)).filter((message) => message.role === 'assistant');
  const answer = newest.at(-1);
  return answer?.promptTurnIds ? new Set([...answer.promptTurnIds, answer.turnId, ids.at(-1) ?? 0]) : null;
}

function namesOf({ store }: ExportSource, messages: readonly StoredMessage[]): ReadonlyMap<number, string> {
  const turnIds = messages.flatMap(({ forgotten }) => forgotten.map(({ turnId }) => turnId));
  if (turnIds.length === 0) return new Map();
  return new Map([...store.messages.texts(turnIds)].map(([id, text]) => [id, nameTurn(text)]));
}

function forgotOf(message: StoredMessage, names: ReadonlyMap<number, string>): ForgotView | null {
  const { forgotten, forgottenAtMs, createdAtMs, windowStartId } = message;
  if (forgotten.length === 0) return null;
  return {
    turns: forgotten.map(({ turnId, tokens }) => ({ turnId, name: names.get(turnId) ?? '', tokens })),
    tokens: forgotten.reduce((sum, turn) => sum + turn.tokens, 0),
    atMs: forgottenAtMs ?? createdAtMs,
    startTurnId: windowStartId,
  };
}
