import type { ModelHandle } from '../models/model-handle.ts';
import { areUnchecked } from '../store/imported-ids.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { builtInForms } from '../text/forms/built-in-forms.ts';
import { formIdsOf } from '../text/forms/form-ids.ts';

/**
 * The prompt that an answer was made from, as the store tells it: the turns that it names, with the ids that are stored for them (made of the
 * words where they are another vocabulary's), in the form that was used. Without what the answer takes over.
 */
export function storedPromptOf(store: Store, answerId: number, model: ModelHandle): number[] {
  const path = store.messages.pathTo(answerId);
  const answer = path.find(({ id }) => id === answerId);
  const { template } = answer?.form ?? builtInForms.endOfText;
  const form = formIdsOf({ name: 'own', template, sampling: null }, model);
  const ids = [...form.opening];
  for (const turnId of answer?.promptTurnIds ?? []) {
    const [question, reply] = path.filter((message) => message.turnId === turnId);
    if (!question) throw new Error(`Turn ${turnId} of answer ${answerId} is not on its way.`);
    ids.push(...form.beforeUser, ...idsOf(question, model), ...form.between);
    if (turnId === answer?.turnId) continue;
    if (!reply) throw new Error(`Turn ${turnId} was given without an answer.`);
    ids.push(...idsOf(reply, model), ...form.afterAnswer);
  }
  return ids;
}

export function idsOf({ text, tokenIds, tokenizerHash, idsState }: StoredMessage, { tokenizer }: ModelHandle) {
  return tokenizerHash === tokenizer.hash && !areUnchecked(idsState) ? tokenIds : tokenizer.encode(text);
}
