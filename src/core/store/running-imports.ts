import type { StoredMessage } from './messages.ts';

/** A message that came, by its id here. */
export interface AddedMessage {
  readonly id: number;
  readonly role: StoredMessage['role'];
}

/** A chat that is being imported. */
interface RunningChat extends ImportedChat {
  /** What came of it so far, by its ids in the archive. */
  readonly ids: Map<number, AddedMessage>;
}

/** A chat of an import, by its id here. */
export interface ImportedChat {
  readonly chatId: number;
  /** As the archive names it. */
  readonly uid: string;
  /** By its id in the archive. */
  readonly activeLeafId: number | null;
  /** False: it was here before, and only gets what it lacks. */
  readonly isNew: boolean;
}

export type RunningImports = ReturnType<typeof trackImports>;

/** The imports that go on in this process. Any other that is in the database was cut off. */
export function trackImports() {
  const running = new Map<string, Map<number, RunningChat>>();

  function require(importId: string): Map<number, RunningChat> {
    const chats = running.get(importId);
    if (!chats) throw new Error(`There is no import ${importId}.`);
    return chats;
  }

  return {
    refuseRunning(importId: string): void {
      if (running.has(importId)) throw new Error(`The import ${importId} is running.`);
    },
    begin(importId: string): void {
      running.set(importId, new Map());
    },
    /** Throws when it does not go on. */
    require,
    addChat(importId: string, chat: ImportedChat): void {
      require(importId).set(chat.chatId, { ...chat, ids: new Map() });
    },
    /** Of the chats that were here, what the archive shows of each. */
    firstLeaves(importId: string): { readonly chatId: number; readonly leafId: number }[] {
      return [...require(importId).values()].flatMap(({ chatId, ids, activeLeafId, isNew }) => {
        const leaf = isNew || activeLeafId === null ? undefined : ids.get(activeLeafId);
        return leaf ? [{ chatId, leafId: leaf.id }] : [];
      });
    },
    /** Nothing more comes of this chat: of its messages only that one stays known that is shown. */
    closeChat(importId: string, chatId: number): void {
      const chat = require(importId).get(chatId);
      if (!chat) return;
      const leaf = chat.activeLeafId === null ? undefined : chat.ids.get(chat.activeLeafId);
      chat.ids.clear();
      if (leaf && chat.activeLeafId !== null) chat.ids.set(chat.activeLeafId, leaf);
    },
    chat(importId: string, chatId: number): RunningChat {
      const chat = require(importId).get(chatId);
      if (!chat) throw new Error(`The import ${importId} has no chat ${chatId}.`);
      return chat;
    },
    /** The ids of its chats. */
    end(importId: string): number[] {
      const chatIds = [...require(importId).keys()];
      running.delete(importId);
      return chatIds;
    },
    names: () => [...running.keys()],
  };
}
