import type { FailureView } from '../../shared/views.ts';
import { type AppSettingsStore, openAppSettingsStore } from './app-settings.ts';
import { type ChatStore, openChatStore } from './chats.ts';
import { openDatabase, openRelaxed } from './database.ts';
import { type MessageStore, openMessageStore } from './messages.ts';
import { explainAll } from './store-errors.ts';
import { openTurnStore, type TurnStore } from './turns.ts';

/** Everything that is kept. Calls are synchronous, and what goes wrong with the disk or the file comes as a sentence. */
export interface Store {
  readonly chats: ChatStore;
  readonly messages: MessageStore;
  readonly turns: TurnStore;
  readonly settings: AppSettingsStore;
  /** Why nothing can be written; null where it can. */
  readonly readOnly: FailureView | null;
  close(): void;
}

/** Opens the database of a data folder, made when there is none; `:memory:` keeps nothing. See `openDatabase` for errors. */
export function openStore(file: string): Store {
  const connection = openDatabase(file);
  const relaxed = openRelaxed(connection);
  const messages = openMessageStore(connection);
  return {
    chats: explainAll(file, openChatStore(connection, relaxed)),
    messages: explainAll(file, messages),
    turns: explainAll(file, openTurnStore(connection, messages, relaxed)),
    settings: explainAll(file, openAppSettingsStore(connection)),
    readOnly: null,
    close: () => {
      relaxed.close();
      connection.close();
    },
  };
}
