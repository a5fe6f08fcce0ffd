import type { StoredMessage } from './messages.ts';

/** A message that came, by its id here. */
export interface AddedMessage {
  readonly id: number;
  readonly role: StoredMessage['role'];
}

/** A chat that is being imported. */
interface RunningChat {
  /** What came of it so far, by its ids in the archive. */
  readonly ids: Map<number, AddedMessage>;
  readonly activeLeafId: number | null;
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
    addChat(importId: string, chatId: number, activeLeafId: number | null): void {
      require(importId).set(chatId, { ids: new Map(), activeLeafId });
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
