import type { StoredMessage } from '../store/messages.ts';
import { wordsIn } from '../text/words.ts';
import type { Branch } from './branch.ts';
import type { Talk } from './why-unknown.ts';

/** A keystroke waits no longer than one piece. */
const PIECE_MS = 1;
/** So many messages are read between two looks at the clock. */
const MESSAGES_A_LOOK = 8;
/** What stands in more turns than these is rare in no chat (see why-unknown.ts): which of them are of a branch matters no more. */
const MANY_TURNS = 400;

/**
 * In which turns of a chat a word stands. Read when it is asked for the first time, in pieces between other work; from then on only
 * what was said since. What a message says does not change once it has ended, so it holds for all of the chat's branches.
 */
export class ChatWords {
  private readonly turnsByStem = new Map<string, number[]>();
  private readonly readIds = new Set<number>();
  private reading: Promise<void> = Promise.resolve();

  /** Settles when all messages of the branch have been read that have ended. */
  read(branch: Branch): Promise<void> {
    this.reading = this.reading.catch(() => {}).then(() => this.readPieces(this.unreadOf(branch.messages)));
    return this.reading;
  }

  /** What was said on a branch, all of it read, before the message of a turn. */
  talkBefore(turnId: number, branch: Branch, seenIds: ReadonlySet<number>): Talk {
    const turnsWith = (stem: string) => {
      const turnIds = this.turnsByStem.get(stem) ?? [];
      if (turnIds.length > MANY_TURNS) return turnIds;
      return [...new Set(turnIds)].filter((id) => id < turnId && branch.turn(id) !== undefined);
    };
    return {
      turnCount: branch.turns.length,
      turnsWith,
      turn: (id) => {
        const turn = branch.turn(id);
        return turn && { id, user: turn.user.text, answer: turn.answer?.text ?? '' };
      },
      isSeen: (id) => seenIds.has(id),
    };
  }

  /** From the newest back to one that was read: those before it were read with it. */
  private unreadOf(messages: readonly StoredMessage[]): readonly StoredMessage[] {
    let first = messages.length;
    while (first > 0 && !this.readIds.has((messages[first - 1] as StoredMessage).id)) first--;
    return messages.slice(first).filter(({ state }) => state !== 'streaming');
  }

  private async readPieces(messages: readonly StoredMessage[]): Promise<void> {
    let until = performance.now() + PIECE_MS;
    for (const [index, message] of messages.entries()) {
      this.readMessage(message);
      if (index % MESSAGES_A_LOOK !== 0 || performance.now() < until) continue;
      await new Promise((resolve) => setImmediate(resolve));
      until = performance.now() + PIECE_MS;
    }
  }

  private readMessage({ id, turnId, text }: StoredMessage): void {
    this.readIds.add(id);
    for (const { stem, weight } of wordsIn(text)) {
      if (weight === 0) continue;
      const turnIds = this.turnsByStem.get(stem);
      if (!turnIds) this.turnsByStem.set(stem, [turnId]);
      else if (turnIds.at(-1) !== turnId) turnIds.push(turnId);
    }
  }
}
