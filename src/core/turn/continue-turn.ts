import type { TurnOutcome } from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import type { TakenOver } from '../store/taken-over.ts';
import type { ChatState } from './chat-state.ts';
import { askedAgain } from './plan-turn.ts';
import { refuseBusy, startTurn } from './run-turn.ts';
import type { TurnContext } from './turn-context.ts';
import type { Turn } from './turns.ts';

export interface ContinueRequest {
  readonly turnId: number;
  readonly acceptForgetting: readonly number[];
}

/**
 * Goes on with the newest turn's answer where it was broken off: another answer beside it, which begins with its words and the very
 * ids of them, planned with these as a part of what is sent and a whole reserve behind. The model reads them as what it said itself,
 * without the mark that ends a message, and the penalty counts them as said; a seed's stream begins anew.
 */
export async function continueTurn(
  context: TurnContext,
  chat: ChatState,
  { turnId, acceptForgetting }: ContinueRequest,
): Promise<TurnOutcome> {
  const model = await context.model();
  refuseBusy(chat);
  if (chat.turns().at(-1)?.id !== turnId) throw new CoreError('notTheLastTurn');
  const { turn, branch } = askedAgain(chat, turnId);
  const takenOver = takenOverOf(context.store, model, turn);
  const { text } = turn.user;
  return startTurn(context, chat, model, {
    ...{ text, acceptForgetting, branch, takenOver, sendKey: null, retried: turn, bringBack: [], clearsDraft: false },
  });
}

/** Stopped, broken off by a failure or by the end of the process, or ended at the maximum reply: the model had not come to its end. */
function isBrokenOff({ state, receipt }: StoredMessage): boolean {
  return state === 'stopped' || state === 'failed' || receipt?.endedBy === 'length';
}

function takenOverOf(store: Store, model: ModelHandle, { answer, answerIds }: Turn): TakenOver {
  if (!answer || !isBrokenOff(answer) || answerIds.length === 0) throw new CoreError('nothingToContinue');
  const measured = answer.tokenizerHash === model.tokenizer.hash ? store.messages.logits(answer.id) : null;
  const isWhole = measured?.chosenLogits.length === answerIds.length;
  const none = new Float32Array(answerIds.length).fill(Number.NaN); // [ids]
  return {
    text: answer.text,
    tokenIds: answerIds,
    chosenLogits: measured && isWhole ? measured.chosenLogits : none,
    largestLogits: measured && isWhole ? measured.largestLogits : none,
  };
}
