import { toWellFormed } from './text/well-formed.ts';

/** Tabs end without a word: of those that were typed in last so many are known. */
const MOST_TABS = 64;

/**
 * What was typed in each tab and not sent, in memory alone. The store keeps one draft for each chat, the newest of whichever tab; a
 * tab whose words another tab has typed over finds its own here when it is loaded anew. Browsers would write them to their disk.
 */
export class TabWords {
  /** By tab and chat. The tab that was typed in last is the last one. */
  private readonly tabs = new Map<string, Map<number, string>>();

  keep(tab: string, chatId: number, text: string): void {
    const words = this.tabs.get(tab) ?? new Map<number, string>();
    this.tabs.delete(tab);
    this.tabs.set(tab, words);
    // A tab in which nothing is left shows what was typed elsewhere.
    if (text === '') words.delete(chatId);
    else words.set(chatId, text);
    const [oldest] = this.tabs.keys();
    if (this.tabs.size > MOST_TABS && oldest !== undefined) this.tabs.delete(oldest);
  }

  of(tab: string, chatId: number): string | undefined {
    return this.tabs.get(tab)?.get(chatId);
  }

  /** They are a message now. */
  sent(chatId: number, text: string): void {
    const sent = toWellFormed(text).trim();
    for (const words of this.tabs.values()) {
      if (toWellFormed(words.get(chatId) ?? '').trim() === sent) words.delete(chatId);
    }
  }

  /** The chat is gone. */
  forget(chatId: number): void {
    for (const words of this.tabs.values()) words.delete(chatId);
  }
}
