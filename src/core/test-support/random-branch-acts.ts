import { randomUUID } from 'node:crypto';
import type { Client } from '../../shared/client.ts';
import type { AppContract } from '../../shared/contract.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';

export interface BranchActOfTurn {
  readonly type: 'retryAny' | 'edit' | 'editAnswer' | 'show' | 'showInAnswer';
  readonly turnId: number;
}

/** Where it is done. */
export interface BranchActPlace {
  readonly page: Client<AppContract>;
  readonly store: Store;
  readonly chatId: number;
  /** Sends words in the chat, and does not wait for the answer. */
  send(text: string): Promise<void>;
}

/** Makes another branch at a turn, or goes to one, also away from an answer that is written. */
export async function doBranchAct(place: BranchActPlace, { type, turnId }: BranchActOfTurn): Promise<void> {
  const { page, chatId } = place;
  const inTurn = { chatId, turnId };
  if (type === 'retryAny') await page.call('turn.retry', { ...inTurn, acceptForgetting: [] }).catch(() => {});
  if (type === 'edit') {
    const edited = { ...inTurn, text: `What is number ${turnId}?`, acceptForgetting: [], sendKey: randomUUID() };
    await page.call('turn.edit', edited).catch(() => {});
  }
  if (type === 'editAnswer') {
    await page.call('answer.edit', { ...inTurn, text: `It is number ${turnId}, as everybody knows.` }).catch(() => {});
  }
  if (type === 'showInAnswer') await place.send('Tell me a story about a boat.');
  if (type !== 'show' && type !== 'showInAnswer') return;
  const all = messagesOf(place);
  const messageId = all[turnId % all.length]?.id;
  if (messageId !== undefined) await page.call('branch.show', { chatId, messageId });
}

function messagesOf({ store, chatId }: BranchActPlace): readonly StoredMessage[] {
  const below = (parentId: number | null): StoredMessage[] =>
    store.messages.children(chatId, parentId).flatMap((message) => [message, ...below(message.id)]);
  return below(null);
}

export interface AnyBranchAct {
  readonly page: Client<AppContract>;
  readonly chatId: number;
  readonly turnId: number;
  /** Of messages that stand beside others. */
  readonly besideIds: readonly number[];
  readonly nth: number;
  /** Told of words that were stored. */
  readonly onSent: (sent: { readonly turnId: number; readonly text: string }) => void;
}

/** The same, each by its name, as anybody might ask for it at any moment. */
export function branchActs({ page, chatId, turnId, besideIds, nth, onSent }: AnyBranchAct) {
  const inTurn = { chatId, turnId };
  return {
    retryAny: () => page.call('turn.retry', { ...inTurn, acceptForgetting: [] }),
    edit: async () => {
      const text = `Other words, number ${nth}.`;
      const outcome = await page.call('turn.edit', { ...inTurn, text, acceptForgetting: [], sendKey: randomUUID() });
      if (outcome.type === 'begun') onSent({ turnId: outcome.turnId, text });
    },
    editAnswer: () => page.call('answer.edit', { ...inTurn, text: `An answer of my own, number ${nth}.` }),
    show: () => page.call('branch.show', { chatId, messageId: besideIds[nth % Math.max(1, besideIds.length)] ?? 1 }),
    branchChat: () => page.call('chat.branch', { ...inTurn, turnCount: nth % 2 === 0 ? null : 2 }),
    price: () => page.call('branch.price', { chatId, act: { type: 'retry', turnId } }),
  };
}
