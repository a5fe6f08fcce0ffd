import type { FormTokens } from '../../shared/chat-form-view.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import { areUnchecked } from '../store/imported-ids.ts';
import type { StoredMessage } from '../store/messages.ts';
import { nameTurn } from '../text/first-words.ts';
import { doIdsFit } from '../text/ids-fit.ts';
import { plainFormTokens } from './prompt.ts';
import type { MessageReading } from './turns.ts';

/**
 * A chat's messages as one model counts them: the stored ids, or the text encoded anew where they are of another vocabulary (the
 * stored ones stay as they are) or came from elsewhere, are not checked yet, and are not those of the words. Without a model they are
 * as stored.
 */
export class ReadingByModel implements MessageReading {
  readonly model: ModelHandle | null;
  readonly form: FormTokens;
  private readonly reencoded = new Map<string, readonly number[]>();

  constructor(model: ModelHandle | null) {
    this.model = model;
    this.form = model?.form ?? plainFormTokens;
  }

  idsOf(message: StoredMessage): readonly number[] {
    const { id, state, text, tokenIds, tokenizerHash, idsState } = message;
    const { model, reencoded } = this;
    if (!model || (tokenizerHash === model.tokenizer.hash && !areUnchecked(idsState))) return tokenIds;
    // An answer that was under way has other words once it has ended.
    const key = `${id} ${state}`;
    const known = reencoded.get(key) ?? (doIdsFit(message, model.tokenizer) ? tokenIds : model.tokenizer.encode(text));
    reencoded.set(key, known);
    return known;
  }

  nameOf({ text }: StoredMessage): string {
    return nameTurn(text);
  }
}
