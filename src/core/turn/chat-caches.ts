import type { ChatState } from './chat-state.ts';
import { windowPlaces } from './live-places.ts';
import { cacheKeyOf, chatIdOf, reportSource, type TurnContext } from './turn-context.ts';

/** What the engine holds for the chats, as the list tells it, and its end when a chat goes. */
export class ChatCaches {
  private readonly context: TurnContext;

  constructor(context: TurnContext) {
    this.context = context;
  }

  /** What is held of the window as it stands, as the map and the gauge tell it; of a chat that nobody has open, its cache. */
  heldTokens(chatId: number, chat: ChatState | undefined): number {
    const { ledger, models } = this.context;
    if (!chat?.branch.isWhole || !models.known()) return ledger.tokensOf(cacheKeyOf(chatId));
    return windowPlaces(chat, ledger).heldTokens;
  }

  /** Bytes of the keys and values of so many tokens, as the engine counts them. */
  bytesOf(tokens: number): number {
    return tokens * (this.context.models.loaded()?.engine?.cacheBytesPerToken ?? 0);
  }

  /** The chats that the engine holds something for. */
  chatIds(): number[] {
    return this.context.ledger.caches().flatMap(({ cacheKey }) => chatIdOf(cacheKey) ?? []);
  }

  /** Keys and values are private words in another form: they go with their chat. */
  drop(chatId: number): void {
    const { ledger, link, own } = this.context;
    const cacheKey = cacheKeyOf(chatId);
    ledger.forget(cacheKey);
    if (link.view().type === 'ready') own('dropping caches', this.askToDrop(chatId));
  }

  private async askToDrop(chatId: number): Promise<void> {
    const { ledger, link } = this.context;
    const source = reportSource(this.context);
    const engine = await link.ready();
    ledger.note(await engine.call('cache.drop', { modelKey: source.modelKey, cacheKey: cacheKeyOf(chatId) }), source);
  }
}
