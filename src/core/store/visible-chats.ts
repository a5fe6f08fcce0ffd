/** For a WHERE on `chats`: it is shown. Neither deleted, nor to be removed, nor of an import that is not finished. */
export const isShown = 'deleted_at_ms IS NULL AND is_leaving = 0 AND import_id IS NULL';

/** For a WHERE on `chats`: it is there for who knows it. Deleted ones are too: a turn that runs in one comes to its end. */
export const isThere = 'is_leaving = 0 AND import_id IS NULL';

/**
 * For a WHERE on a table with a `chat_id`: its chat is there; NULL where there is none. No EXISTS: SQLite makes a join of it, and
 * prepares a join anew each time that another value is bound to it, which takes five times as long as to run it.
 */
export const isInChatThatIsThere = `(SELECT ${isThere} FROM chats WHERE chats.id = chat_id)`;

/** For a WHERE on `messages`: it is not of an import that is still to be finished. */
export const isNotPending =
  'NOT EXISTS (SELECT 1 FROM pending_messages WHERE pending_messages.message_id = messages.id)';

/** For a WHERE on `messages`: it is there, and so is its chat. */
export const isMessageThatIsThere = `${isInChatThatIsThere} AND ${isNotPending}`;
