import type { Receipt, ReceiptView } from '../../shared/receipt-view.ts';
import { CoreError, toWireError } from '../../shared/wire.ts';
import { retryWhileBusy } from '../store/busy.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { AnswerEnd } from '../store/turns.ts';
import type { RunningTurn } from './running-turn.ts';
import type { TurnContext } from './turn-context.ts';

/**
 * Stores how an answer ended and gives the message as it then is; null when its chat was purged meanwhile. A disk that fails
 * adds a failure and takes no word away: the message is then what was shown, and is stored as soon as the disk takes it.
 */
export async function storeEnd(context: TurnContext, turn: RunningTurn, end: AnswerEnd): Promise<StoredMessage | null> {
  try {
    const message = await retryWhileBusy(() => context.store.turns.finish(end));
    context.storage.worked();
    return message;
  } catch (error) {
    context.onLog(`An answer could not be stored: ${error instanceof Error ? error.message : error}`);
    context.storage.failed(error);
    const told: AnswerEnd = { ...end, state: 'failed', failure: toWireError(error) };
    if (error instanceof CoreError) context.unstored.add(told);
    return asShown(turn, told);
  }
}

function asShown({ branch }: RunningTurn, end: AnswerEnd): StoredMessage | null {
  const begun = branch.message(end.messageId);
  if (!begun) return null;
  const { text, tokenIds, state, nowMs: endedAtMs, unseenTurnId = null } = end;
  const receipt = end.receipt && toldReceipt(end.receipt);
  return { ...begun, text, tokenIds, state, receipt, endedAtMs, unseenTurnId, failure: end.failure ?? null };
}

/** As it would be read from the store. */
function toldReceipt({ sampling: _sampling, ...told }: Receipt): ReceiptView {
  return told;
}
