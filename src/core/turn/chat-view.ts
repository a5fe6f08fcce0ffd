import type { AnsweredBy, ChatView, MessageView, TurnsView } from '../../shared/views.ts';
import type { ForgotView } from '../../shared/window-view.ts';
import { noSuchChat } from '../no-such-chat.ts';
import { areRenewed } from '../store/imported-ids.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { isByOther } from './by-other.ts';
import type { ChatState } from './chat-state.ts';
import { NEWEST_MESSAGES } from './held-branch.ts';
import { turnView } from './told-turns.ts';
import { unseenViewOf } from './unseen-view.ts';
import { forgettingLineOf } from './window-sight.ts';

/** The newest messages of a chat and all that is told of it as a whole. Throws `noSuchChat` when it was deleted. */
export function chatViewOf(chat: ChatState, store: Store): ChatView {
  const stored = store.chats.get(chat.id);
  if (!stored) throw noSuchChat();
  const { messages } = chat.branch;
  const newest = messages.slice(-NEWEST_MESSAGES);
  return {
    ...turnsOfMessages(chat, newest),
    ...chat.settingsView(),
    id: chat.id,
    title: stored.title,
    messages: messageViewsOf(chat, newest),
    isWhole: chat.branch.isWhole && newest.length === messages.length,
    draft: store.drafts.get(chat.id),
    otherModel: chat.ownModel.tell(),
    answering: chat.running && { messageId: chat.running.messageId, isWaiting: chat.running.isWaiting },
  };
}

/** The turns that have one of these messages, and the forgetting line. */
export function turnsOfMessages(chat: ChatState, messages: readonly StoredMessage[]): TurnsView {
  const seen = chat.seen();
  const seenIds = new Set(seen.map((turn) => turn.id));
  const [first, last] = [messages[0]?.turnId ?? 0, messages.at(-1)?.turnId ?? 0];
  const turns = chat.turns().filter((turn) => turn.id >= first && turn.id <= last);
  return { turns: turns.map((turn) => turnView(turn, seenIds)), forgetting: forgettingLineOf(chat.sight(), seen) };
}

/** By what they are told of. */
const toldAnswerers = new WeakMap<AnsweredBy, MessageView['answeredBy']>();

/** Who answered, without the hash, which says nothing to anybody: one object for all that the same one answered, told once by a port. */
function nameOnly(answeredBy: AnsweredBy): MessageView['answeredBy'] {
  const { modelName, precision, device } = answeredBy;
  const told = toldAnswerers.get(answeredBy) ?? { modelName, precision, device };
  toldAnswerers.set(answeredBy, told);
  return told;
}

/** Messages as they are shown; what they made the model forget is named together. */
export function messageViewsOf(chat: ChatState, messages: readonly StoredMessage[]): MessageView[] {
  const names = chat.turnNames(messages.flatMap(({ forgotten }) => forgotten.map(({ turnId }) => turnId)));
  return messages.map((message) => messageViewOf(chat, message, names));
}

type Names = ReadonlyMap<number, string>;

/** What most messages have not is left out: it would be told with each. */
type Rare = Pick<MessageView, 'forgot' | 'unseen'>;

function forgotViewOf(message: StoredMessage, names: Names): Rare {
  const { forgotten, forgottenAtMs, createdAtMs, windowStartId } = message;
  if (forgotten.length === 0) return {};
  const forgot: ForgotView = {
    turns: forgotten.map(({ turnId, tokens }) => ({ turnId, name: names.get(turnId) ?? '', tokens })),
    tokens: forgotten.reduce((sum, turn) => sum + turn.tokens, 0),
    atMs: forgottenAtMs ?? createdAtMs,
    startTurnId: windowStartId,
  };
  return { forgot };
}

function messageViewOf(chat: ChatState, message: StoredMessage, names: Names): MessageView {
  const live = chat.running?.messageId === message.id ? chat.running : null;
  const unseen = unseenViewOf(chat, message);
  const beside = chat.partings.beside(message);
  return {
    id: message.id,
    turnId: message.turnId,
    role: message.role,
    text: live?.text ?? message.text,
    // Only after a disk that failed: nobody writes to it any more.
    state: message.state === 'streaming' && !live ? 'stopped' : message.state,
    tokenCount: (live?.ids ?? chat.idsOf(message)).length,
    createdAtMs: message.createdAtMs,
    receipt: message.receipt,
    failure: message.failure,
    answeredBy: message.answeredBy && nameOnly(message.answeredBy),
    ...(message.form && { form: message.form.name }),
    ...(message.sendKey !== null && { sendKey: message.sendKey }),
    ...forgotViewOf(message, names),
    ...(unseen && { unseen }),
    ...(isRecounted(chat, message) && { isRecounted: true as const }),
    ...(isByOther(chat, message) && { isByOther: true as const }),
    ...(areRenewed(message.idsState) && { areIdsRenewed: true as const }),
    ...(message.isEdited && { isEdited: true }),
    ...(beside && { beside }),
  };
}

function isRecounted(chat: ChatState, { role, tokenizerHash }: StoredMessage): boolean {
  const model = chat.model();
  return role === 'assistant' && model !== null && tokenizerHash !== model.tokenizer.hash;
}
