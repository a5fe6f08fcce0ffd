import { answerPlace, type FormTemplate, userPlace } from '../../../shared/chat-form-view.ts';
import { CoreError } from '../../../shared/wire.ts';

/** The text around the words of one turn. */
export interface FormParts {
  readonly beforeUser: string;
  /** From the user's last word to the answer's first. */
  readonly between: string;
  readonly afterAnswer: string;
}

/** Cuts a turn's template at the places of the words. Throws `badForm` where one is missing, there twice, or the other way round. */
export function partsOf({ turn }: FormTemplate): FormParts {
  const [beforeUser = '', afterUser, ...moreUsers] = turn.split(userPlace);
  if (afterUser === undefined) throw new CoreError('badForm', { reason: 'noUserPlace' });
  const [between = '', afterAnswer, ...moreAnswers] = afterUser.split(answerPlace);
  if (moreUsers.length > 0 || moreAnswers.length > 0) throw new CoreError('badForm', { reason: 'twoPlaces' });
  if (beforeUser.includes(answerPlace)) throw new CoreError('badForm', { reason: 'answerFirst' });
  if (afterAnswer === undefined) throw new CoreError('badForm', { reason: 'noAnswerPlace' });
  return { beforeUser, between, afterAnswer };
}
