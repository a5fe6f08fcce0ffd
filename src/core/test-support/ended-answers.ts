import { expect } from 'vitest';
import type { ChatEvent, MessageView } from '../../shared/views.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { MessageWithOrigin } from '../store/origin-reader.ts';
import type { Store } from '../store/store.ts';
import { plainFormTokens } from '../turn/prompt.ts';

type Started = Extract<ChatEvent, { type: 'started' }>;

/** reused + prefilled + unread = the prompt, and the prompt is the turns that are stored as its own. */
export function checkReceipt(store: Store, message: MessageView, started: Started | undefined): void {
  const stored = store.messages.get(message.id);
  const receipt = stored?.receipt;
  if (!stored || !receipt || !started) return;
  const prompt = started.reusedTokens + started.toPrefillTokens;
  expect(receipt.reusedTokens).toBe(started.reusedTokens);
  expect(receipt.reusedTokens + receipt.prefilledTokens + (receipt.unreadTokens ?? 0)).toBe(prompt);
  expect(prompt).toBe(promptTokens(store, stored) + receipt.takenOverTokens);
  checkTakenOver(store, stored, receipt.takenOverTokens);
  expect((receipt.preparedTokens ?? 0) + (receipt.sharedTokens ?? 0)).toBeLessThanOrEqual(receipt.reusedTokens);
  expect(receipt.rereadTokens ?? 0).toBeLessThanOrEqual(receipt.prefilledTokens);
  expect(receipt.lostTokens > 0).toBe(receipt.lostBecause !== null);
  if (receipt.decodedTokens === 0 && receipt.endedBy === 'user') expect(receipt.firstTokenMs).toBeNull();
  const steps = receipt.decodeSteps ?? 0;
  expect(receipt.tokensPerSecond === null).toBe(steps < 3 || receipt.decodeMs === 0);
  const logits = store.messages.logits(message.id);
  expect(logits?.chosenLogits.length).toBe(stored.tokenIds.length);
  logits?.chosenLogits.forEach((logit, index) => {
    if (!Number.isNaN(logit)) expect(logit).toBeLessThanOrEqual(logits.largestLogits[index] as number);
  });
}

/** What an answer took over are the ids of a try before, with which it begins. */
function checkTakenOver(store: Store, { id, chatId, turnId, tokenIds }: StoredMessage, takenOverTokens: number): void {
  if (takenOverTokens === 0) return;
  const earlier = store.messages.children(chatId, turnId).filter((message) => message.id < id);
  // Several tries may be as long, of which a person may have gone on with any.
  const possible = earlier.filter((message) => message.tokenIds.length === takenOverTokens);
  // A stop text that is complete only behind it begins in what was taken over: then the answer ends before that.
  const kept = Math.min(takenOverTokens, tokenIds.length) - 1;
  expect(possible.map((message) => message.tokenIds.slice(0, kept))).toContainEqual(tokenIds.slice(0, kept));
}

/** What was forgotten for an answer is not in its prompt, and has the tokens that it has. Gives how many turns that were. */
export function checkForgot(store: Store, { id, forgot, turnId }: MessageView): number {
  if (!forgot) return 0;
  const path = store.messages.pathTo(id);
  const promptTurnIds = path.at(-1)?.promptTurnIds ?? [];
  const form = path.at(-1)?.form ?? plainFormTokens;
  for (const turn of forgot.turns) {
    expect(turn.turnId).toBeLessThan(turnId);
    expect(promptTurnIds).not.toContain(turn.turnId);
    const parts = path.filter((message) => message.turnId === turn.turnId);
    const words = parts.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
    expect(turn.tokens).toBe(words + form.questionTokens + form.answerTokens);
    expect(turn.name).not.toBe('');
  }
  expect(forgot.tokens).toBe(forgot.turns.reduce((sum, turn) => sum + turn.tokens, 0));
  // The window begins at a turn, with the asked one at the latest.
  expect(path.find((message) => message.id === forgot.startTurnId)?.role).toBe('user');
  return forgot.turns.length;
}

function promptTokens(store: Store, { id, turnId: own, promptTurnIds, form: used }: MessageWithOrigin): number {
  const path = store.messages.pathTo(id);
  const form = used ?? plainFormTokens;
  return (promptTurnIds ?? []).reduce((sum, turnId) => {
    const user = path.find((message) => message.id === turnId);
    const answer = turnId === own ? undefined : path.find((message) => message.parentId === turnId);
    const answered = answer ? answer.tokenIds.length + form.answerTokens : 0;
    return sum + (user?.tokenIds.length ?? 0) + form.questionTokens + answered;
  }, form.openingTokens);
}
