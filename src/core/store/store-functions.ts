import { type AppSettingsStore, openAppSettingsStore } from './app-settings.ts';
import { type ChatStore, openChatStore } from './chats.ts';
import type { Connection } from './connection.ts';
import { type Doing, type Guard, guarded } from './guarded.ts';
import { type MessageStore, openMessageStore } from './messages.ts';
import { openTurnStore, type TurnStore } from './turns.ts';

/** What can be asked of a store. */
export interface StoreFunctions {
  readonly chats: ChatStore;
  readonly messages: MessageStore;
  readonly turns: TurnStore;
  readonly settings: AppSettingsStore;
}

/** Every function, so that none can be added without saying what it does. */
const doings: { readonly [Name in keyof StoreFunctions]: Record<keyof StoreFunctions[Name], Doing> } = {
  chats: {
    create: 'writes',
    list: 'reads',
    get: 'reads',
    getAny: 'reads',
    findEmpty: 'reads',
    rename: 'writes',
    touch: 'writes',
    delete: 'writes',
    restore: 'writes',
    purgeDeleted: 'upkeep',
    saveDraft: 'writes',
    configure: 'writes',
    setActiveLeaf: 'writes',
  },
  messages: {
    get: 'reads',
    path: 'reads',
    pathTo: 'reads',
    children: 'reads',
    logits: 'reads',
    setPinned: 'writes',
    setLeftOut: 'writes',
    setWindowStart: 'writes',
    reencode: 'writes',
  },
  turns: {
    begin: 'writes',
    findBySendKey: 'reads',
    setOrigin: 'writes',
    savePartial: 'writes',
    finish: 'writes',
    recover: 'upkeep',
  },
  settings: { get: 'reads', set: 'writes' },
};

/** As they are: what goes wrong comes as SQLite says it. */
export function openFunctions(connection: Connection, relaxed: Connection): StoreFunctions {
  const messages = openMessageStore(connection);
  return {
    chats: openChatStore(connection, relaxed),
    messages,
    turns: openTurnStore(connection, messages, relaxed),
    settings: openAppSettingsStore(connection),
  };
}

export function guardFunctions(functions: StoreFunctions, guard: Guard): StoreFunctions {
  return {
    chats: guarded(functions.chats, doings.chats, guard),
    messages: guarded(functions.messages, doings.messages, guard),
    turns: guarded(functions.turns, doings.turns, guard),
    settings: guarded(functions.settings, doings.settings, guard),
  };
}
