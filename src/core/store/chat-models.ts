import type { ModelId } from '../../shared/models-view.ts';
import type { Connection } from './connection.ts';
import { isShown } from './visible-chats.ts';

/** A model by what is known of it wherever it is, or was. */
export interface ModelMark {
  readonly name: string;
  /** Null where no engine had loaded it yet. */
  readonly checkpointHash: string | null;
  readonly tokenizerHash: string;
}

/** The model that a chat goes on with. */
export interface ChatModel extends ModelMark {
  /** Null: the chat came from elsewhere, or models had no ids yet. */
  readonly modelId: ModelId | null;
}

/** What a chat that is shown goes on with. */
export interface ModelOfChat extends ChatModel {
  readonly title: string;
}

export type ChatModelStore = ReturnType<typeof openChatModels>;

/** Which model each chat goes on with; none for one in which nothing was answered and for which nobody chose one. */
export function openChatModels(connection: Connection) {
  const get = connection.prepare(`
    SELECT model_id AS modelId, name, checkpoint_hash AS checkpointHash, tokenizer_hash AS tokenizerHash
    FROM chat_models WHERE chat_id = ?`);
  const ofShownChats = connection.prepare(`
    SELECT title, model_id AS modelId, name, checkpoint_hash AS checkpointHash, tokenizer_hash AS tokenizerHash
    FROM chat_models JOIN chats ON chats.id = chat_id WHERE ${isShown} ORDER BY updated_at_ms DESC, chats.id DESC`);
  const idsOfOthers = connection
    .prepare('SELECT DISTINCT model_id FROM chat_models WHERE model_id IS NOT NULL AND checkpoint_hash IS NOT ?')
    .pluck();
  const set = prepareSetting(connection);
  const forget = connection.prepare('DELETE FROM chat_models WHERE chat_id = ?');
  return {
    /** Null: whichever is in use. */
    get(chatId: number): ChatModel | null {
      return (get.get(chatId) as ChatModel | undefined) ?? null;
    },
    /** Of all chats that are not deleted, the one used last first. */
    ofShownChats(): readonly ModelOfChat[] {
      return ofShownChats.all() as ModelOfChat[];
    },
    /** The ids that chats, also deleted ones, remember a model by which is not this checkpoint, or may not be. */
    idsOfOthers(checkpointHash: string): readonly ModelId[] {
      return idsOfOthers.all(checkpointHash) as ModelId[];
    },
    set(chatId: number, model: ChatModel): void {
      set.run({ ...model, chatId });
    },
    /** The chat goes on with whichever is in use. */
    forget(chatId: number): void {
      forget.run(chatId);
    },
  };
}

/** Notes a chat's model, if the chat is there, as part of a transaction or by itself. What is not known of it yet leaves what was known of the same one. */
export function prepareSetting(connection: Connection) {
  return connection.prepare(`
    INSERT INTO chat_models (chat_id, model_id, name, checkpoint_hash, tokenizer_hash)
    SELECT id, @modelId, @name, @checkpointHash, @tokenizerHash FROM chats WHERE id = @chatId
    ON CONFLICT (chat_id) DO UPDATE SET
      checkpoint_hash = COALESCE(
        excluded.checkpoint_hash, IIF(model_id IS excluded.model_id AND name = excluded.name, checkpoint_hash, NULL)
      ),
      model_id = excluded.model_id, name = excluded.name, tokenizer_hash = excluded.tokenizer_hash`);
}
