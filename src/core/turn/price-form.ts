import type { FormPrice } from '../../shared/chat-form-view.ts';
import type { ModelForm } from '../models/model-form.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { ChatState } from './chat-state.ts';
import { ReadingByModel } from './message-reading.ts';
import { encodeInPieces } from './price-model.ts';
import { promptIdsOf } from './prompt.ts';
import type { TurnContext } from './turn-context.ts';
import { forgottenIn, named, planOf } from './window-sight.ts';

/** What it costs a chat that turns are written in another form: planned as its next message would be, and looked for in the caches. */
export async function priceForm(
  { ledger }: Pick<TurnContext, 'ledger'>,
  chat: ChatState,
  model: ModelHandle,
  form: ModelForm,
): Promise<FormPrice> {
  const other = model.withForm(form);
  const reading = new ReadingByModel(other);
  await encodeInPieces(chat, reading);
  const branch = chat.branch.windowReread(reading);
  const plan = planOf({ branch, live: null, settings: chat.settings(), model: other }, 0);
  const promptIds = promptIdsOf(plan.kept, null, form.ids);
  const keptTokens = ledger.reusableTokens(promptIds);
  const readTokens = promptIds.length - keptTokens;
  return {
    keptTokens,
    readTokens,
    readMs: model.readingSpeed.msFor(readTokens),
    forgets: forgottenIn(plan).map(named),
    isPossible: plan.type !== 'cannotFit',
  };
}
