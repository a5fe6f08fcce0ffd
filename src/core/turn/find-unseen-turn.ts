import type { AnswerEnd } from '../store/turns.ts';
import type { ChatState } from './chat-state.ts';
import type { RunningTurn } from './running-turn.ts';
import type { TurnContext } from './turn-context.ts';
import { asksForSomething, unseenTurnOf } from './why-unknown.ts';

/** While the answer is written, the words of the chat are read for it, if it may come to that. */
export function readWordsFor(context: TurnContext, chat: ChatState, running: RunningTurn): void {
  if (!mayBeUnknown(context, chat, running)) return;
  context.own('reading the words of a chat', chat.words.read(chat.branch));
}

/**
 * The turn that an answer did not see and that its question asks for; null where there is none, where nobody wants to be told, and
 * where it ended without words. What goes wrong with it is logged: an answer ends without it.
 */
export async function findUnseenTurn(
  context: TurnContext,
  chat: ChatState,
  running: RunningTurn,
  { text, state }: Pick<AnswerEnd, 'text' | 'state'>,
): Promise<number | null> {
  if (state === 'failed' || text.trim() === '' || !mayBeUnknown(context, chat, running)) return null;
  try {
    const { branch, words } = chat;
    await words.read(branch);
    const talk = words.talkBefore(running.turnId, branch, seenIdsOf(running));
    return unseenTurnOf(questionOf(chat, running), text, talk);
  } catch (error) {
    context.onLog(`Looking for what an answer did not see: ${error instanceof Error ? error.stack : error}`);
    return null;
  }
}

/** Something is out of its sight, and asked for. */
function mayBeUnknown({ store }: TurnContext, chat: ChatState, running: RunningTurn): boolean {
  if (chat.branch.turns.length <= running.spans.length) return false;
  return asksForSomething(questionOf(chat, running)) && store.settings.app().tellsWhyUnknown;
}

function questionOf({ branch }: ChatState, { turnId }: RunningTurn): string {
  return branch.turn(turnId)?.user.text ?? '';
}

function seenIdsOf({ spans }: RunningTurn): ReadonlySet<number> {
  return new Set(spans.map((span) => span.turnId));
}
