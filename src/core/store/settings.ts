import {
  type AppSettings,
  type ChatSettings,
  initialSettings,
  type SettingsChange,
  settingsOf,
} from '../../shared/settings.ts';
import { noSuchChat } from '../no-such-chat.ts';
import { toWellFormed } from '../text/well-formed.ts';
import type { Connection } from './connection.ts';
import { isInChatThatIsThere, isShown } from './visible-chats.ts';

interface SettingRow {
  readonly name: string;
  readonly value: string;
}

type Scope = 'app' | 'chat';

export type SettingsStore = ReturnType<typeof openSettingsStore>;

/** What was set for the app and for each chat. A stored value that its setting does not take (any more) counts as not set. */
export function openSettingsStore(connection: Connection) {
  const statements = prepareSettingStatements(connection);

  const configureApp = connection.transaction((change: SettingsChange<'app'>) =>
    writeSettings(connection, 'app', null, change),
  );
  const configureChat = connection.transaction((chatId: number, change: SettingsChange<'chat'>) => {
    if (statements.isShown.get(chatId) === undefined) throw noSuchChat();
    writeSettings(connection, 'chat', chatId, change);
  });
  // They are asked for in each turn, and to look through them takes longer than to read them.
  let known: { readonly rows: string; readonly settings: AppSettings } | undefined;
  const app = (): AppSettings => {
    const read = statements.ofApp.all() as SettingRow[];
    const rows = JSON.stringify(read);
    if (known?.rows !== rows) known = { rows, settings: { ...initialSettings('app'), ...readSet('app', read) } };
    return known.settings;
  };
  const ofChat = (chatId: number): Partial<ChatSettings> =>
    readSet('chat', statements.ofChat.all(chatId) as SettingRow[]);

  return {
    /** All of the app's: as they were set, else as they are to begin with. */
    app,
    /** Changes those that are given; null goes back to the beginning. Returns all as they then are. */
    configureApp(change: SettingsChange<'app'>): AppSettings {
      configureApp.immediate(change);
      return app();
    },
    /** What was set for this chat; everything else is the model's. */
    ofChat,
    /** Changes those that are given; null goes back to the model's own. Returns all that are set for this chat. */
    configureChat(chatId: number, change: SettingsChange<'chat'>): Partial<ChatSettings> {
      configureChat.immediate(chatId, change);
      return ofChat(chatId);
    },
  };
}

function prepareSettingStatements(connection: Connection) {
  return {
    ofApp: connection.prepare('SELECT name, value FROM settings WHERE chat_id IS NULL'),
    ofChat: connection.prepare(`SELECT name, value FROM settings WHERE chat_id = ? AND ${isInChatThatIsThere}`),
    isShown: connection.prepare(`SELECT 1 FROM chats WHERE id = ? AND ${isShown}`),
  };
}

/** Stores a change of the app's settings (chat null) or a chat's, as part of a transaction. */
export function writeSettings(
  connection: Connection,
  scope: Scope,
  chatId: number | null,
  change: Readonly<Record<string, unknown>>,
): void {
  const set = connection.prepare(`
    INSERT INTO settings (chat_id, name, value) VALUES (@chatId, @name, @value)
    ON CONFLICT DO UPDATE SET value = excluded.value`);
  const remove = connection.prepare('DELETE FROM settings WHERE chat_id IS @chatId AND name = @name');
  for (const name of Object.keys(settingsOf(scope))) {
    const value = change[name];
    if (value === undefined) continue;
    if (value === null) remove.run({ chatId, name });
    else set.run({ chatId, name, value: toStored(value) });
  }
}

/** Half characters cannot be stored, nor be read by others. */
function toStored(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? toWellFormed(part) : part));
}

/** The settings of a scope that rows hold, by name. */
function readSet<Of extends Scope>(scope: Of, rows: readonly SettingRow[]): object {
  const entries = settingsOf(scope);
  return Object.fromEntries(
    rows.flatMap(({ name, value }) => {
      if (!Object.hasOwn(entries, name)) return [];
      const parsed = entries[name as keyof typeof entries].schema.safeParse(fromStored(value));
      return parsed.success ? [[name, parsed.data] as const] : [];
    }),
  );
}

/** One setting of a chat as its row holds it; undefined where it counts as not set. */
export function storedChatSetting<Name extends keyof ChatSettings>(
  name: Name,
  value: string | null,
): ChatSettings[Name] | undefined {
  const set: Partial<ChatSettings> = value === null ? {} : readSet('chat', [{ name, value }]);
  return set[name];
}

/** Undefined, which no setting takes, when it is not JSON. */
function fromStored(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
