import { endOfTextMark, type FormTokens } from '../../../shared/chat-form-view.ts';
import { CoreError } from '../../../shared/wire.ts';
import type { Tokenizer } from '../tokenizer.ts';
import type { Form } from './form.ts';
import { partsOf } from './form-parts.ts';

/**
 * A form's own tokens in a model's vocabulary. Each piece of its text is encoded by itself, and so are the words: no token reaches
 * from one into the other. A message has the same ids wherever it stands, and a prompt only ever grows at its end.
 */
export interface FormIds {
  readonly opening: readonly number[];
  readonly beforeUser: readonly number[];
  readonly between: readonly number[];
  readonly afterAnswer: readonly number[];
}

export interface FormEncoding {
  readonly tokenizer: Pick<Tokenizer, 'encode'>;
  /** What `endOfTextMark` becomes. */
  readonly endTokenId: number;
}

/** Throws `badForm` for a template that is none. */
export function formIdsOf({ template }: Form, encoding: FormEncoding): FormIds {
  const { beforeUser, between, afterAnswer } = partsOf(template);
  return {
    opening: idsOf(template.opening, encoding),
    beforeUser: idsOf(beforeUser, encoding),
    between: idsOf(between, encoding),
    afterAnswer: idsOf(afterAnswer, encoding),
  };
}

/** How many they are. */
export function formTokensOf({ opening, beforeUser, between, afterAnswer }: FormIds): FormTokens {
  return {
    openingTokens: opening.length,
    questionTokens: beforeUser.length + between.length,
    answerTokens: afterAnswer.length,
  };
}

/** Refuses a form that would fill more than half of a window before a word is said. */
export function refuseTooLongForm(
  { openingTokens, questionTokens, answerTokens }: FormTokens,
  windowTokens: number,
): void {
  const tokens = openingTokens + questionTokens + answerTokens;
  const mostTokens = Math.floor(windowTokens / 2);
  if (tokens > mostTokens) throw new CoreError('badForm', { reason: 'tooLong', tokens, mostTokens, windowTokens });
}

function idsOf(text: string, { tokenizer, endTokenId }: FormEncoding): number[] {
  const ids: number[] = [];
  text.split(endOfTextMark).forEach((piece, index) => {
    if (index > 0) ids.push(endTokenId);
    for (const id of tokenizer.encode(piece)) ids.push(id);
  });
  return ids;
}
