import type { Receipt } from '../../shared/receipt-view.ts';
import type { AnswerSettings } from '../../shared/settings.ts';
import type { AnsweredBy } from '../../shared/views.ts';
import type { Store } from '../store/store.ts';
import type { NewTurn } from '../store/turn-records.ts';

export const sampling: AnswerSettings = {
  isGreedy: false,
  temperature: 0.8,
  topK: 40,
  topP: 0.95,
  repetitionPenalty: 1.1,
  seed: null,
  maxReplyTokens: 96,
  stopTexts: ['\n', 'You:'],
  policy: 'dropOldest',
  telling: 'ask',
  usedWindowTokens: 384,
};

export const receipt: Receipt = {
  reusedTokens: 350,
  preparedTokens: 40,
  sharedTokens: 30,
  prefilledTokens: 21,
  unreadTokens: 0,
  rereadTokens: 5,
  decodedTokens: 12,
  takenOverTokens: 9,
  decodeSteps: 12,
  prefillMs: 4.5,
  firstTokenMs: 6.25,
  decodeMs: 33.5,
  tokensPerSecond: 358.2,
  provider: 'cpu',
  precision: 'fp32',
  sampling,
  seed: 4_294_967_295,
  cacheTokens: 383,
  cacheBytes: 3_137_536,
  cacheHeldBytes: 4_194_304,
  lostTokens: 7,
  lostBecause: 'windowMoved',
  endedBy: 'endToken',
};

export const answeredBy: AnsweredBy = { modelHash: 'a1', modelName: 'mini', precision: 'fp32', device: 'cpu' };
export const none = { chosenLogits: new Float32Array(0), largestLogits: new Float32Array(0) };

export function makeTurn(chatId: number, text: string, given: Partial<NewTurn> = {}): NewTurn {
  const origin = { answeredBy, promptTurnIds: [], sampling, seed: 7 };
  const rest = {
    parentId: null,
    again: null,
    acts: [],
    sendKey: null,
    windowStartId: null,
    forgottenAtMs: null,
    forgotten: [],
    nowMs: 1_000,
    ...origin,
  };
  return { chatId, text, tokenIds: [1, 50_256, 70_000], tokenizerHash: 'hash', ...rest, ...given };
}

/** Says something in a chat and has it answered. Returns the ids of both messages. */
export function say(store: Store, chatId: number, text: string, parentId: number | null = null) {
  const { user, assistant } = store.turns.begin(makeTurn(chatId, text, { parentId }));
  store.turns.finish({
    messageId: assistant.id,
    text: `Answer to ${text}`,
    tokenIds: [7],
    chosenLogits: Float32Array.of(3.5),
    largestLogits: Float32Array.of(4.25),
    state: 'done',
    receipt,
    nowMs: 2_000,
  });
  return { userId: user.id, assistantId: assistant.id };
}
