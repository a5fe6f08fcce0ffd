import type { Client } from '../../shared/client.ts';
import type { AppContract } from '../../shared/contract.ts';
import type { Store } from '../store/store.ts';

export interface ErasedPlace {
  readonly page: Client<AppContract>;
  readonly store: Store;
  readonly chatId: number;
  readonly messageId: number;
  /** Told what was erased. */
  readonly onErased: (messageIds: readonly number[]) => void;
}

/** Erases a message with what follows it, as it was named; whatever happens to the chat in between. */
export async function eraseAny({ page, store, chatId, messageId, onErased }: ErasedPlace): Promise<void> {
  const what = await page.call('turn.whatErases', { chatId, messageId });
  const erasedIds = idsFrom(store, chatId, what.messageId);
  const named = { chatId, messageId: what.messageId, messageCount: what.messageCount };
  await page.call('turn.erase', { ...named, dropsTitle: true, copies: [] });
  onErased(erasedIds);
}

function idsFrom(store: Store, chatId: number, messageId: number): number[] {
  return [messageId, ...store.messages.children(chatId, messageId).flatMap(({ id }) => idsFrom(store, chatId, id))];
}
