import { characterCount, isMessageTooLong } from '../../../shared/message-length.ts';
import type { MessageView } from '../../../shared/views.ts';
import { CoreError } from '../../../shared/wire.ts';
import { namedSince } from './accepted-turns.ts';
import { type CoreLink, codeOf, isClosed, mishapOf } from './core-link.ts';
import { differenceOf, type RefusedWords, refusedEntry } from './draft-entry.ts';
import { type DraftKeeper, openDraftKeeper } from './draft-keeper.ts';
import { type DraftMeter, type MeasuredDraft, openDraftMeter } from './draft-meter.ts';
import type { LiveText } from './live-answer.ts';
import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';
import { draftAfterSending, openSentWords } from './sent-words.ts';
import { sharing } from './sharing.ts';
import { tabName } from './tab-name.ts';

/** The words in the composer: shows, counts and keeps them, and lets go of them once they are a message. */
export interface PageDraft {
  /** Words were typed, or put there by the page itself. What would be too long does not enter. */
  set(text: string): void;
  refuse(refused: RefusedWords | null): void;
  /** What the composer of a chat shows: what was typed here, else what the core kept. */
  shownFor(chatId: number, kept: string): string;
  /** The key to send the present words with. */
  keyFor(chatId: number, text: string): string;
  /** Lets the words leave that a stored message proves to have arrived. Says whether there were such words. */
  arrived(chatId: number, messages: readonly Pick<MessageView, 'sendKey'>[]): boolean;
  /** The line broke while words were on their way. */
  lose(chatId: number): void;
  /** After `arrived` over a new line: tells that what was on its way has not been stored. */
  tellLost(chatId: number): void;
  /** Another page sent the words that this one only shows. */
  sentElsewhere(chatId: number, text: string): void;
  measure(): void;
  /** Another chat is opened, or the same one over a new line. */
  turnTo(chatId: number): void;
  flush(): void;
  retry(): void;
  /** The chats are gone for good. */
  forget(chatIds: readonly number[]): void;
  /** Words stand here that could not be stored. */
  isAtRisk(): boolean;
}

export interface PageDraftOptions {
  readonly state: Observable<PageState>;
  readonly live: LiveText;
  readonly core: CoreLink;
}

export function openPageDraft(options: PageDraftOptions): PageDraft {
  return new DraftOnPage(options);
}

/** Trying again by itself does not help: the words have to change, or the line or the chat has to come back. */
const LASTING_CODES: readonly (string | null)[] = ['closed', 'messageTooLong', 'noSuchChat'];

class DraftOnPage implements PageDraft {
  private readonly options: PageDraftOptions;
  private readonly meter: DraftMeter;
  private readonly keeper: DraftKeeper;
  private readonly sent = openSentWords();
  /** What was typed on this page, by chat; a chat that is not in here shows the draft that the core kept. */
  private readonly typed = new Map<number, string>();
  /** Chats in which something was typed after their words were sent. */
  private readonly typedSince = new Set<number>();

  constructor(options: PageDraftOptions) {
    this.options = options;
    this.meter = openDraftMeter(
      (chatId, text) => options.core.call('draft.measure', { chatId, text }),
      (measured) => this.showMeasured(measured),
      (error) => this.showCountMishap(error),
    );
    this.keeper = openDraftKeeper({
      store: (chatId, text) =>
        isMessageTooLong(text)
          ? Promise.reject(tooLong(text))
          : options.core.call('draft.keep', { chatId, text, tab: tabName() }),
      onChange: (chatId) => this.showKeepMishap(chatId),
      mayPass: (error) => !LASTING_CODES.includes(codeOf(error)),
    });
  }

  set(text: string): void {
    const { state } = this.options;
    const { openChatId, draft } = state.get();
    if (openChatId === null || text === draft) return;
    if (isMessageTooLong(text)) {
      const { start, end, inserted } = differenceOf(draft, text);
      const refused = refusedEntry(draft, start, end, inserted);
      if (refused) {
        this.refuse(refused);
        return;
      }
    }
    this.typed.set(openChatId, text);
    this.typedSince.add(openChatId);
    state.patch({ draft: text, question: null, mishap: null, refused: null });
    this.keeper.keep(openChatId, text);
    this.count((chatId) => this.meter.askTyped(chatId, text));
  }

  refuse(refused: RefusedWords | null): void {
    this.options.state.patch({ refused });
  }

  shownFor(chatId: number, kept: string): string {
    return this.typed.get(chatId) ?? kept;
  }

  keyFor(chatId: number, text: string): string {
    // The core clears its draft only where it is what was sent: it has to have the newest words before.
    this.keeper.flush();
    this.typedSince.delete(chatId);
    return this.sent.keyFor(chatId, text);
  }

  arrived(chatId: number, messages: readonly Pick<MessageView, 'sendKey'>[]): boolean {
    const words = this.sent.takeArrived(chatId, messages);
    if (!words) return false;
    const { state } = this.options;
    const isOpen = state.get().openChatId === chatId;
    const rest = draftAfterSending(isOpen ? state.get().draft : (this.typed.get(chatId) ?? ''), words.text);
    if (rest === '') this.typed.delete(chatId);
    else this.typed.set(chatId, rest);
    // The core has let go of the sent words itself; what was typed since has taken their place there.
    if (this.typedSince.has(chatId)) this.keeper.keep(chatId, rest);
    else this.keeper.forget(chatId);
    if (isOpen) {
      const { measured } = state.get();
      const isCounted = measured?.chatId === chatId && measured.text.trim() === words.text.trim();
      state.patch({ draft: rest, ...(isCounted ? { measured: { ...measured, isSent: true } } : {}) });
    }
    return true;
  }

  lose(chatId: number): void {
    this.sent.lose(chatId);
    // Until it is known whether they are a message, the words must not be stored as a draft once more.
    if (!this.typedSince.has(chatId)) this.keeper.forget(chatId);
  }

  tellLost(chatId: number): void {
    if (!this.sent.takeLost(chatId)) return;
    this.options.state.patch({ mishap: { code: 'notSent' } });
    const words = this.typed.get(chatId);
    if (words !== undefined) this.keeper.keep(chatId, words);
  }

  sentElsewhere(chatId: number, text: string): void {
    const { state } = this.options;
    if (this.typed.get(chatId) === undefined && state.get().draft.trim() === text) state.patch({ draft: '' });
  }

  measure(): void {
    this.count((chatId, draft) => this.meter.ask(chatId, draft));
  }

  turnTo(chatId: number): void {
    this.meter.clear();
    this.keeper.retry();
    this.showKeepMishap(chatId);
  }

  flush(): void {
    this.keeper.flush();
  }

  retry(): void {
    this.keeper.retry();
  }

  forget(chatIds: readonly number[]): void {
    for (const chatId of chatIds) {
      this.typed.delete(chatId);
      this.keeper.forget(chatId);
    }
  }

  isAtRisk(): boolean {
    return this.keeper.isFailing();
  }

  private count(ask: (chatId: number, draft: string) => void): void {
    const { chat, draft, isSending } = this.options.state.get();
    // While words are being sent they are neither a draft nor part of what was said.
    if (!chat || isSending) return;
    if (isMessageTooLong(draft)) this.showCountMishap(tooLong(draft));
    else ask(chat.id, draft);
  }

  private showMeasured(measured: MeasuredDraft): void {
    const { state, live } = this.options;
    if (state.get().openChatId !== measured.chatId) return;
    // Most keys change a number or two, or none. What shows the text under way shows the measured use from now on.
    const before = live.usedTokens() === null ? state.get().measured?.usage : undefined;
    live.measured(measured.usage.usedTokens);
    state.patch({
      measured: { ...measured, usage: sharing(before, measured.usage) },
      countMishap: null,
      namedSinceMs: namedSince(state.get().namedSinceMs, measured.usage, performance.now()),
    });
  }

  /** The last numbers stay: they are right for what was counted then. What they do not count is not named as forgotten. */
  private showCountMishap(error: unknown): void {
    if (isClosed(error)) return;
    this.options.state.patch({ countMishap: mishapOf(error), namedSinceMs: new Map() });
  }

  private showKeepMishap(chatId: number): void {
    const { state } = this.options;
    if (state.get().openChatId !== chatId) return;
    const failure = this.keeper.failureOf(chatId);
    const isTold = failure !== null && !isClosed(failure);
    if (isTold || state.get().keepMishap !== null) state.patch({ keepMishap: isTold ? mishapOf(failure) : null });
  }
}

function tooLong(text: string): CoreError {
  return new CoreError('messageTooLong', { characters: characterCount(text) });
}
