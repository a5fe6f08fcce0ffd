import type { UnseenTurn } from '../../shared/views.ts';
import type { StoredMessage } from '../store/messages.ts';
import { nameTurn } from '../text/first-words.ts';
import type { ChatState } from './chat-state.ts';
import { isToldBy } from './why-unknown.ts';

/** The turn that an answer did not see, and whose words told it; null where there is none, and where it is gone. */
export function unseenViewOf(chat: ChatState, { unseenTurnId, turnId }: StoredMessage): UnseenTurn | null {
  if (unseenTurnId === null) return null;
  const said = chat.saidIn(unseenTurnId);
  if (said === undefined) return null;
  const question = chat.saidIn(turnId) ?? '';
  return { turnId: unseenTurnId, name: nameTurn(said), isSaidByUser: isToldBy(said, question) };
}
