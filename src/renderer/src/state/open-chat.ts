import type { ChatEvent, ChatView } from '../../../shared/views.ts';
import { namedSince } from './accepted-turns.ts';
import { chatStateOf, reduceChat } from './chat-state.ts';
import { type CoreLink, isClosed, mishapOf, type Watch } from './core-link.ts';
import { type DraftMeter, type MeasuredDraft, openDraftMeter } from './draft-meter.ts';
import type { LiveText } from './live-answer.ts';
import type { Observable } from './observable.ts';
import { closedChat, type PageState } from './page-state.ts';
import { draftAfterSending } from './sending.ts';

/** The one chat on the page: watches it, keeps its draft and counts it. */
export interface OpenChat {
  /** Opens a chat, or the same one again over a new line. */
  open(chatId: number): void;
  setDraft(text: string): void;
  /** Empties the composer of what was sent, and keeps what was typed meanwhile. */
  draftWasSent(chatId: number, sent: string): void;
  measure(): void;
  inspect(): void;
}

export interface OpenChatOptions {
  readonly state: Observable<PageState>;
  readonly live: LiveText;
  readonly core: CoreLink;
  /** The open chat was deleted, here or in another tab, or does not exist. */
  readonly onGone: (chatId: number) => void;
}

export function openChatOnPage(options: OpenChatOptions): OpenChat {
  return new ChatOnPage(options);
}

class ChatOnPage implements OpenChat {
  private readonly options: OpenChatOptions;
  private readonly meter: DraftMeter;
  /** What was typed on this page, by chat; a chat that is not in here shows the draft that the core kept. */
  private readonly typedDrafts = new Map<number, string>();
  private watch: Watch | undefined;
  private isInspecting = false;
  private mustInspectAgain = false;

  constructor(options: OpenChatOptions) {
    this.options = options;
    this.meter = openDraftMeter(
      // A page that only shows a chat counts what it shows; the draft belongs to the one where it was typed.
      (chatId, text) => options.core.call('draft.measure', { chatId, text, keeps: this.typedDrafts.has(chatId) }),
      (measured) => this.showMeasured(measured),
      (error) => {
        if (!isClosed(error)) options.state.patch({ measured: null, namedSinceMs: new Map() });
      },
    );
  }

  open(chatId: number): void {
    const { state, core, live } = this.options;
    this.watch?.cancel();
    this.meter.clear();
    if (state.get().openChatId !== chatId) {
      live.end();
      state.patch({ ...closedChat, openChatId: chatId, draft: this.typedDrafts.get(chatId) ?? '' });
    }
    const watch = core.client()?.stream('chat.watch', { chatId }, (event) => {
      if (this.watch === watch) this.receive(chatId, event);
    });
    this.watch = watch;
    watch?.result.catch((error: unknown) => {
      if (this.watch !== watch || isClosed(error)) return;
      state.patch({ mishap: mishapOf(error) });
      this.options.onGone(chatId);
    });
  }

  setDraft(text: string): void {
    const { state } = this.options;
    const { openChatId } = state.get();
    if (openChatId === null) return;
    this.typedDrafts.set(openChatId, text);
    state.patch({ draft: text, question: null, mishap: null });
    this.measure();
  }

  draftWasSent(chatId: number, sent: string): void {
    const { state } = this.options;
    const isOpen = state.get().openChatId === chatId;
    const rest = draftAfterSending(isOpen ? state.get().draft : (this.typedDrafts.get(chatId) ?? ''), sent);
    this.typedDrafts.set(chatId, rest);
    if (!isOpen) return;
    state.patch({ draft: rest });
    this.measure();
  }

  measure(): void {
    const { chat, draft, isSending } = this.options.state.get();
    // The core keeps what it counts as the draft: words that are being sent are none any more.
    if (chat && !isSending) this.meter.ask(chat.id, draft);
  }

  inspect(): void {
    if (this.isInspecting) {
      this.mustInspectAgain = true;
      return;
    }
    void this.inspectNow();
  }

  private async inspectNow(): Promise<void> {
    const { state, core } = this.options;
    const { chat } = state.get();
    // What the engine holds is told after an answer: while one is written, nothing may slow it.
    if (!chat || chat.answering) return;
    this.isInspecting = true;
    this.mustInspectAgain = false;
    try {
      const cache = await core.call('cache.inspect', { chatId: chat.id });
      // The same numbers again are not drawn again.
      const isNews = JSON.stringify(cache) !== JSON.stringify(state.get().cache);
      if (isNews && state.get().openChatId === chat.id) state.patch({ cache });
    } catch {
      // Without an engine there is no cache to show; what is wrong with it is told by the banner.
      if (state.get().openChatId === chat.id) state.patch({ cache: null });
    }
    this.isInspecting = false;
    if (this.mustInspectAgain) this.inspect();
  }

  private receive(chatId: number, event: ChatEvent): void {
    const { live, onGone } = this.options;
    switch (event.type) {
      case 'text':
        live.append(event.messageId, event.text, event.decodedTokens, event.usedTokens);
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
    if (event.type === 'title' || event.type === 'started' || event.type === 'prefill') return;
    this.measure();
    if (event.type !== 'settings') this.inspect();
  }

  private receiveChange(chatId: number, event: ChatEvent): void {
    const { state, live } = this.options;
    const { chat } = state.get();
    if (!chat) return;
    if (event.type === 'begun') this.begin(chatId, event);
    state.patch({ chat: reduceChat(chat, event) });
    if (event.type === 'ended') live.end();
  }

  private receiveSnapshot(chat: ChatView): void {
    const { state, live } = this.options;
    const draft = this.typedDrafts.get(chat.id) ?? chat.draft;
    state.patch({ chat: chatStateOf(chat), draft });
    const underWay = chat.messages.find((message) => message.id === chat.answering?.messageId);
    if (underWay) live.begin(underWay.id, underWay.text);
    else live.end();
  }

  private begin(chatId: number, event: Extract<ChatEvent, { type: 'begun' }>): void {
    const { state, live } = this.options;
    live.begin(event.assistant.id, event.assistant.text);
    // Another tab sent the words that this one only shows.
    const isShownOnly = !this.typedDrafts.has(chatId) && !state.get().isSending;
    if (isShownOnly && state.get().draft === event.user.text) state.patch({ draft: '' });
  }

  private showMeasured(measured: MeasuredDraft): void {
    const { state, live } = this.options;
    if (state.get().openChatId !== measured.chatId) return;
    live.dropUsedTokens();
    state.patch({
      measured,
      namedSinceMs: namedSince(state.get().namedSinceMs, measured.usage, performance.now()),
    });
  }
}
