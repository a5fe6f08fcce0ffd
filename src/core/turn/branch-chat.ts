import { randomUUID } from 'node:crypto';
import type { BranchAct } from '../../shared/branch-view.ts';
import { CoreError } from '../../shared/wire.ts';
import { noSuchChat } from '../no-such-chat.ts';
import type { ArchivedChat, ArchivedMessage, ArchivedTree } from '../store/archive.ts';
import type { Store } from '../store/store.ts';
import { writeTrees } from '../store/write-trees.ts';
import { titleFromWords } from '../text/first-words.ts';
import { hasTitlesWords } from '../text/title-words.ts';
import type { Branch } from './branch.ts';
import type { ChatState } from './chat-state.ts';

export type BranchChatRequest = Pick<Extract<BranchAct, { type: 'branchChat' }>, 'turnId' | 'turnCount'>;

/** What a chat of its own would begin with: the branch up to the end of a turn, or the last turns of that. */
export function branchForChat(chat: ChatState, { turnId, turnCount }: BranchChatRequest): Branch {
  const turn = chat.branch.turn(turnId);
  if (!turn) throw new CoreError('noSuchTurn');
  const whole = chat.branch.upTo(turn.answer?.id ?? turn.id);
  return turnCount === null ? whole : whole.lastTurns(turnCount);
}

/**
 * Makes a chat of its own of a part of this one: its messages with their ids and receipts, the chat's settings, and what was decided
 * of its window. Nothing of the chat itself is changed. Gives the id of the new one.
 */
export async function branchChat(
  store: Store,
  chat: ChatState,
  request: BranchChatRequest,
  nowMs: number,
): Promise<number> {
  const branch = branchForChat(chat, request);
  const read = store.archive.readChat(chat.id);
  if (!read) throw noSuchChat();
  // Unsent words stay where they were typed.
  const { draft: _draft, branchedFrom: _branchedFrom, ...origin } = read;
  const own = {
    ...(await titleFor(store, origin, { chatId: chat.id, branch })),
    ...{ createdAtMs: nowMs, updatedAtMs: nowMs, activeLeafId: branch.leafId },
  };
  const tree: ArchivedTree = { chat: { ...origin, ...own }, batches: copied(store, branch, nowMs) };
  const model = chat.ownModel.get();
  const onAdded = (chatId: number) => {
    store.branches.setOrigin(chatId, chat.id);
    if (model) store.chatModels.set(chatId, model);
  };
  const [chatId] = await writeTrees(store.archive, `branch ${randomUUID()}`, [tree], onAdded);
  return chatId as number;
}

/**
 * A title that a person gave comes along, unless it is made of words that stay behind: erasing these could not find it any more. A chat
 * without is called after what was said first.
 */
async function titleFor(
  store: Store,
  origin: Pick<ArchivedChat, 'title' | 'isTitleGiven'>,
  { chatId, branch }: { readonly chatId: number; readonly branch: Branch },
): Promise<Pick<ArchivedChat, 'title' | 'isTitleGiven'>> {
  const isKept = origin.isTitleGiven && !(await isOfWordsLeftBehind(store, origin.title, { chatId, branch }));
  const title = isKept ? origin.title : titleFromWords(branch.messages[0]?.text ?? '');
  return { title: freeTitle(store, title), isTitleGiven: isKept };
}

async function isOfWordsLeftBehind(
  store: Store,
  title: string,
  { chatId, branch }: { readonly chatId: number; readonly branch: Branch },
): Promise<boolean> {
  let afterId = 0;
  for (;;) {
    const messages = store.branches.textsAfter(chatId, afterId, MESSAGES_AT_ONCE);
    const isMade = messages.some(({ id, text }) => branch.message(id) === undefined && hasTitlesWords(text, title));
    if (isMade || messages.length < MESSAGES_AT_ONCE) return isMade;
    afterId = messages.at(-1)?.id ?? afterId;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** How many messages are read at a time: a part of a few milliseconds. */
const MESSAGES_AT_ONCE = 100;

function* copied(store: Store, branch: Branch, atMs: number): Generator<readonly ArchivedMessage[]> {
  const ids = branch.messages.map(({ id }) => id);
  const isThere = (id: number) => branch.message(id) !== undefined;
  for (let start = 0; start < ids.length; start += MESSAGES_AT_ONCE) {
    const messages = store.archive.readThese(ids.slice(start, start + MESSAGES_AT_ONCE));
    yield messages.map((message) => ({
      ...copyOf(message, isThere),
      acts: message.id === branch.leafId ? branch.decisions().map((act) => ({ ...act, atMs })) : [],
    }));
  }
}

/** Without what names messages that do not come along. */
function copyOf(message: ArchivedMessage, isThere: (id: number) => boolean): ArchivedMessage {
  const { parentId, windowStartId, forgottenAtMs, promptTurnIds, forgotten, unseenTurnId } = message;
  const isStartThere = windowStartId !== null && isThere(windowStartId);
  return {
    ...message,
    sendKey: null,
    parentId: parentId !== null && isThere(parentId) ? parentId : null,
    windowStartId: isStartThere ? windowStartId : null,
    forgottenAtMs: isStartThere ? forgottenAtMs : null,
    promptTurnIds: promptTurnIds?.filter(isThere) ?? null,
    forgotten: forgotten.filter(({ turnId }) => isThere(turnId)),
    unseenTurnId: unseenTurnId !== null && isThere(unseenTurnId) ? unseenTurnId : null,
  };
}

/**
 * The title itself, or with a number behind it where a chat of the list has it already. A number at its end is counted on only where
 * the title without it is a chat's as well: else it is a year, or whatever was talked about.
 */
function freeTitle(store: Store, title: string): string {
  const taken = new Set(store.chats.list().map((listing) => listing.title));
  const [, stem = title] = /^(.*?)(?: \d+)?$/su.exec(title) ?? [];
  const words = taken.has(stem) ? stem : title;
  let free = title;
  for (let number = 2; free !== '' && taken.has(free); number++) free = `${words} ${number}`;
  return free;
}
