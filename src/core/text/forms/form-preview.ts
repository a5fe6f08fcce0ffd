import type { FormPreview, FormToken } from '../../../shared/chat-form-view.ts';
import { CoreError, toWireError } from '../../../shared/wire.ts';
import { writtenStop } from '../stops-as-written.ts';
import type { Tokenizer } from '../tokenizer.ts';
import { toWellFormed } from '../well-formed.ts';
import type { Form } from './form.ts';
import { type FormIds, formIdsOf, formTokensOf, refuseTooLongForm } from './form-ids.ts';
import { partsOf } from './form-parts.ts';

export interface PreviewedModel {
  readonly tokenizer: Tokenizer;
  readonly endTokenId: number;
  readonly windowTokens: number;
}

export interface SampleTurn {
  readonly user: string;
  readonly answer: string;
}

const nothing: Omit<FormPreview, 'problem'> = {
  ...{ openingTokens: 0, questionTokens: 0, answerTokens: 0, tokens: [], hasLoneSpace: false },
  ...{ writtenStops: [], neverStops: [] },
};

/** A sample turn in a form, token by token, and what begins the next turn; what is wrong with the form is a part of it. */
export function previewOf(form: Form, sample: SampleTurn, model: PreviewedModel): FormPreview {
  let counted = nothing;
  try {
    const ids = formIdsOf(form, model);
    const told = { hasLoneSpace: hasLoneSpace(form), ...stopsOf(form, model.tokenizer) };
    counted = { ...counted, ...formTokensOf(ids), ...told };
    refuseTooLongForm(counted, model.windowTokens);
    return { ...counted, tokens: tokensOf(ids, sample, model), problem: null };
  } catch (error) {
    if (!(error instanceof CoreError) || error.code !== 'badForm') throw error;
    return { ...counted, problem: toWireError(error) };
  }
}

function tokensOf(ids: FormIds, sample: SampleTurn, { tokenizer, endTokenId }: PreviewedModel): FormToken[] {
  const stream = tokenizer.openTextStream();
  const tokens: FormToken[] = [];
  const add = (of: FormToken['of'], more: readonly number[]) => {
    for (const id of more) {
      const isEnd = id === endTokenId && (of === 'opening' || of === 'form');
      tokens.push({ id, text: stream.append([id]), of, isEnd });
    }
  };
  const wordsOf = (text: string) => tokenizer.encode(toWellFormed(text).trim());
  add('opening', ids.opening);
  add('form', ids.beforeUser);
  add('user', wordsOf(sample.user));
  add('form', ids.between);
  add('answer', wordsOf(sample.answer));
  add('form', ids.afterAnswer);
  add('form', ids.beforeUser);
  return tokens;
}

function hasLoneSpace({ template }: Form): boolean {
  const { beforeUser, between } = partsOf(template);
  return beforeUser.endsWith(' ') || between.endsWith(' ');
}

/** Each once: with and without an empty line before it is the same in a vocabulary without line breaks. */
function stopsOf({ template: { stopTexts } }: Form, tokenizer: Tokenizer) {
  const written = stopTexts.map((stopText) => writtenStop(tokenizer, stopText));
  const isOther = written.some((text, index) => text !== null && text !== stopTexts[index]);
  const known = written.filter((text) => text !== null);
  return {
    writtenStops: isOther ? [...new Set(known)] : [],
    neverStops: stopTexts.filter((_, index) => written[index] === null),
  };
}
