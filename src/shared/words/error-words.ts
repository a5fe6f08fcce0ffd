import type { DetailsOf } from '../error-shapes.ts';
import type { ErrorShapes } from '../errors.ts';

type ReasonWords<Reasons> = {
  readonly [Reason in keyof Reasons]: (details: DetailsOf<{ readonly reasons: Pick<Reasons, Reason> }>) => string;
};

/** A sentence for every error, made of its details; one for each reason where an error has several. */
export type ErrorWords = {
  readonly [Code in keyof ErrorShapes]: ErrorShapes[Code] extends { readonly reasons: infer Reasons }
    ? ReasonWords<Reasons>
    : (details: DetailsOf<ErrorShapes[Code]>) => string;
};
