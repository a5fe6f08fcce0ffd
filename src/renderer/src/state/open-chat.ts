import type { ChatEvent, ChatView } from '../../../shared/views.ts';
import { openCacheInspection } from './cache-inspection.ts';
import { type ChatState, chatStateOf, reduceChat } from './chat-state.ts';
import { type CoreLink, codeOf, isClosed, mishapOf, type Watch } from './core-link.ts';
import type { LiveText } from './live-answer.ts';
import { advanceCache } from './live-cache.ts';
import type { Observable } from './observable.ts';
import type { PageDraft } from './page-draft.ts';
import { closedChat, type PageState } from './page-state.ts';
import { tabName } from './tab-name.ts';

/** The one chat on the page: watches it, and follows what happens to it here and in other tabs. */
export interface OpenChat {
  /** Opens a chat, or the same one again over a new line. */
  open(chatId: number): void;
  /** No chat is left to show. */
  close(): void;
  inspect(): void;
}

export interface OpenChatOptions {
  readonly state: Observable<PageState>;
  readonly live: LiveText;
  readonly core: CoreLink;
  readonly draft: PageDraft;
  /** The open chat was deleted, here or in another tab, or does not exist. */
  readonly onGone: (chatId: number) => void;
}

export function openChatOnPage(options: OpenChatOptions): OpenChat {
  return new ChatOnPage(options);
}

class ChatOnPage implements OpenChat {
  private readonly options: OpenChatOptions;
  private readonly inspection;
  private watch: Watch | undefined;

  constructor(options: OpenChatOptions) {
    this.options = options;
    this.inspection = openCacheInspection(options.state, options.core);
  }

  open(chatId: number): void {
    const { state, core, live, draft, onGone } = this.options;
    this.watch?.cancel();
    if (state.get().openChatId !== chatId) {
      live.end();
      state.patch({ ...closedChat, openChatId: chatId, draft: draft.shownFor(chatId, '') });
    }
    draft.turnTo(chatId);
    const watch = core.client()?.stream('chat.watch', { chatId, tab: tabName() }, (event) => {
      if (this.watch === watch) this.receive(chatId, event);
    });
    this.watch = watch;
    watch?.result.catch((error: unknown) => {
      if (this.watch !== watch || isClosed(error)) return;
      // A chat that somebody else has deleted meanwhile is no mistake of anybody's: another one is shown instead.
      if (codeOf(error) === 'noSuchChat') return onGone(chatId);
      state.patch({ mishap: mishapOf(error) });
    });
  }

  close(): void {
    const { state, live } = this.options;
    this.watch?.cancel();
    this.watch = undefined;
    live.end();
    state.patch({ ...closedChat, openChatId: null });
  }

  inspect(): void {
    this.inspection.ask();
  }

  private receive(chatId: number, event: ChatEvent): void {
    const { live, draft, onGone } = this.options;
    switch (event.type) {
      case 'text':
        live.append(event);
        return;
      case 'deleted':
        onGone(chatId);
        return;
      case 'snapshot':
        this.receiveSnapshot(event.chat);
        break;
      default:
        this.receiveChange(chatId, event);
    }
    if (event.type === 'title' || event.type === 'prefill' || event.type === 'earlier') return;
    this.inspect();
    if (event.type !== 'started') draft.measure();
  }

  private receiveChange(chatId: number, event: Exclude<ChatEvent, { type: 'snapshot' | 'text' | 'deleted' }>): void {
    const { state, live, draft } = this.options;
    const { chat } = state.get();
    if (!chat) return;
    if (event.type === 'begun') {
      const [user] = event.messages.filter((message) => message.role === 'user');
      // One that goes on with an earlier try has its words from the first moment on.
      live.begin(event.messageId, event.messages.find(({ id }) => id === event.messageId)?.text ?? '');
      if (user && !draft.arrived(chatId, [user])) draft.sentElsewhere(chatId, user.text);
    }
    if (event.type === 'prefill') live.read(event.messageId, event.heldTokens);
    const next = reduceChat(chat, event);
    state.patch({ chat: next, ...(isPlanChanged(chat, next, event) ? { question: null } : {}) });
    if (event.type === 'ended') this.endAnswer(event.message.turnId);
  }

  private receiveSnapshot(chat: ChatView): void {
    const { state, live, draft } = this.options;
    draft.arrived(chat.id, chat.messages);
    const known = state.get().chat;
    state.patch({
      chat: known?.id === chat.id ? reduceChat(known, { type: 'snapshot', chat }) : chatStateOf(chat),
      draft: draft.shownFor(chat.id, chat.draft),
    });
    draft.tellLost(chat.id);
    const underWay = chat.messages.find((message) => message.id === chat.answering?.messageId);
    if (underWay) live.begin(underWay.id, underWay.text);
    else live.end();
  }

  /** The places stay as far as they had come, until the core has told what the engine holds now. */
  private endAnswer(turnId: number): void {
    const { state, live } = this.options;
    const { cache } = state.get();
    if (cache) state.patch({ cache: { ...advanceCache(cache, live.reach(), turnId), promptTokens: null } });
    live.finish();
  }
}

/** A question is about the window as it stood: what changes the window takes the question with it. */
function isPlanChanged(before: ChatState, after: ChatState, event: ChatEvent): boolean {
  if (event.type === 'turns' || event.type === 'begun') return true;
  const isOther = (name: 'policy' | 'maxReplyTokens' | 'usedWindowTokens') =>
    before.settings[name] !== after.settings[name];
  return isOther('policy') || isOther('maxReplyTokens') || isOther('usedWindowTokens');
}
