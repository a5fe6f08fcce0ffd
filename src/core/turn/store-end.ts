import { CoreError, toWireError } from '../../shared/wire.ts';
import { retryWhileBusy } from '../store/busy.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { AnswerEnd } from '../store/turn-records.ts';
import { writtenEnd } from '../store/written-messages.ts';
import type { RunningTurn } from './running-turn.ts';
import type { TurnContext } from './turn-context.ts';

/**
 * Stores how an answer ended and gives the message as it then is; null when its chat was purged meanwhile. A disk that fails
 * adds a failure and takes no word away: the message is then what was shown, and is stored as soon as the disk takes it.
 */
export async function storeEnd(context: TurnContext, turn: RunningTurn, end: AnswerEnd): Promise<StoredMessage | null> {
  const begun = begunOf(turn);
  try {
    const message = await retryWhileBusy(() => context.store.turns.finish(end, begun));
    context.storage.worked();
    return message;
  } catch (error) {
    context.onLog(`An answer could not be stored: ${error instanceof Error ? error.message : error}`);
    context.storage.failed(error);
    const told: AnswerEnd = { ...end, state: 'failed', failure: toWireError(error) };
    if (error instanceof CoreError) context.unstored.add(told);
    return begun && writtenEnd(begun, told);
  }
}

/** The answer as it stands in the store, but for its words. */
function begunOf({ branch, messageId, origin }: RunningTurn): StoredMessage | null {
  const begun = branch.message(messageId);
  if (!begun || !origin) return begun ?? null;
  const { form: _form, ...rest } = begun;
  const { form } = origin;
  const answeredBy = origin.answeredBy ?? begun.answeredBy;
  return form ? { ...rest, answeredBy, form } : { ...rest, answeredBy };
}
