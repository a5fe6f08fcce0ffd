import type { AnswerEnd } from '../store/turn-records.ts';
import type { ChatState } from './chat-state.ts';
import type { RunningTurn } from './running-turn.ts';
import type { TurnContext } from './turn-context.ts';
import { asksForSomething, unseenTurnOf } from './why-unknown.ts';

/** While the answer is written, the words of the chat are read for it, if it may come to that. */
export function readWordsFor(context: TurnContext, chat: ChatState, running: RunningTurn): void {
  if (!mayBeUnknown(context, running)) return;
  context.own('reading the words of a chat', chat.words.read(running.branch));
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
  if (state === 'failed' || text.trim() === '' || !mayBeUnknown(context, running)) return null;
  try {
    const { words } = chat;
    const { branch } = running;
    await words.read(branch);
    const talk = words.talkBefore(running.turnId, branch, seenIdsOf(running));
    return unseenTurnOf(questionOf(running), text, talk);
  } catch (error) {
    context.onLog(`Looking for what an answer did not see: ${error instanceof Error ? error.stack : error}`);
    return null;
  }
}

/** Something is out of its sight, and asked for. */
function mayBeUnknown({ store }: TurnContext, running: RunningTurn): boolean {
  if (running.branch.turns.length <= seenIdsOf(running).size) return false;
  return asks(running) && store.settings.app().tellsWhyUnknown;
}

/** Looked at when a turn begins and when it ends; its question stays the same. */
const asked = new WeakMap<RunningTurn, boolean>();

function asks(running: RunningTurn): boolean {
  const known = asked.get(running) ?? asksForSomething(questionOf(running));
  asked.set(running, known);
  return known;
}

function questionOf({ branch, turnId }: RunningTurn): string {
  return branch.turn(turnId)?.user.text ?? '';
}

function seenIdsOf({ spans }: RunningTurn): ReadonlySet<number> {
  return new Set(spans.flatMap(({ turnId }) => turnId ?? []));
}
