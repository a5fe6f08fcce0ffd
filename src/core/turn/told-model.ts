import type { AppEvent } from '../../shared/views.ts';
import type { ChatsInMemory } from '../chats-in-memory.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { ModelHost } from '../models/model-host.ts';
import { modelViewOf } from '../models/model-view.ts';
import type { Store } from '../store/store.ts';
import { chatViewOf } from './chat-view.ts';

export interface ToldModelNeeds {
  readonly models: ModelHost;
  readonly chats: ChatsInMemory;
  readonly store: Store;
  readonly send: (event: AppEvent) => void;
}

/** What pages were told of the model: another one counts other tokens, and open chats are told anew. */
export class ToldModel {
  private readonly needs: ToldModelNeeds;
  private told: ModelHandle | null = null;

  constructor(needs: ToldModelNeeds) {
    this.needs = needs;
  }

  tell(): void {
    const { models, chats, store, send } = this.needs;
    const view = modelViewOf(models.loaded());
    if (view) send({ type: 'model', model: view });
    const model = models.known();
    const isOther = this.told !== null && this.told !== model;
    this.told = model;
    if (!isOther) return;
    for (const chat of chats.all()) {
      chat.whenModelChanged();
      if (chat.isDeleted || !chat.events.isHeard) continue;
      chat.tellAllTurns();
      chat.broadcast({ type: 'snapshot', chat: chatViewOf(chat, store) });
    }
  }
}
