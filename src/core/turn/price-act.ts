import type { ActPrice, BranchAct } from '../../shared/branch-view.ts';
import { CoreError } from '../../shared/wire.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { Branch } from './branch.ts';
import { branchForChat } from './branch-chat.ts';
import type { ChatState } from './chat-state.ts';
import { answerEditOf, branchOfEdited, editOf, unstoredAnswer } from './edit-turn.ts';
import { planTurn, type TurnStart } from './plan-turn.ts';
import { retryOf } from './run-turn.ts';
import { branchThrough } from './show-branch.ts';
import { cacheKeyOf, type TurnContext } from './turn-context.ts';
import type { Turn } from './turns.ts';
import { forgottenIn, named } from './window-sight.ts';

/** What an act on the chat's branches would cost, by the very plan that doing it follows. Changes nothing. */
export async function priceAct(context: TurnContext, chat: ChatState, act: BranchAct): Promise<ActPrice> {
  const model = await context.model();
  const pricing = { context, chat, model };
  switch (act.type) {
    case 'edit':
      return priceOfTurn(pricing, editOf(chat, act.turnId, act.text));
    case 'retry':
      return priceOfTurn(pricing, retryOf(chat, act.turnId));
    case 'editAnswer': {
      const edited = answerEditOf(chat, model, act, context.nowMs());
      return priceOfBranch(pricing, branchOfEdited(chat, unstoredAnswer(chat, edited), edited));
    }
    case 'show':
      return priceOfBranch(pricing, branchThrough(context, chat, act.messageId).branch);
    case 'branchChat':
      return priceOfBranch(pricing, branchForChat(chat, act));
    default:
      act satisfies never;
      throw new CoreError('noSuchTurn');
  }
}

interface Pricing {
  readonly context: TurnContext;
  readonly chat: ChatState;
  readonly model: ModelHandle;
}

/** One that is answered: its prompt is known to the last token, and one of these has to run in any case. */
function priceOfTurn(pricing: Pricing, start: TurnStart): ActPrice {
  const { context, chat, model } = pricing;
  const turn = planTurn(chat, model, start, context.nowMs());
  if ('type' in turn) return { ...priceOf(pricing, [], 0), isPossible: false };
  const { promptIds, plan, settings } = turn;
  const forgets = settings.telling === 'silent' ? [] : forgottenIn(plan);
  return priceOf(pricing, promptIds, promptIds.length - 1, forgets);
}

/** One after which nothing is answered yet: what the next message will stand on is read ahead. */
function priceOfBranch(pricing: Pricing, branch: Branch): ActPrice {
  const { chat } = pricing;
  const plan = chat.plan(0, branch);
  const promptIds = chat.promptIds(plan.kept, null);
  return { ...priceOf(pricing, promptIds, promptIds.length, forgottenIn(plan)), isPossible: plan.type !== 'cannotFit' };
}

/** `mostTokens`: so many of the prompt may be taken from a cache. */
function priceOf(
  { context: { ledger }, chat, model }: Pricing,
  promptIds: readonly number[],
  mostTokens: number,
  forgets: readonly Turn[] = [],
): ActPrice {
  const keptTokens = Math.min(ledger.reusableTokens(promptIds), mostTokens);
  const readTokens = promptIds.length - keptTokens;
  return {
    keptTokens,
    cachedTokens: Math.max(keptTokens, ledger.tokensOf(cacheKeyOf(chat.id))),
    readTokens,
    readMs: model.readingSpeed.msFor(readTokens),
    forgets: forgets.map(named),
    isPossible: true,
  };
}
