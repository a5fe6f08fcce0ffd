import type { ImportContents, ImportProgress, ImportReport } from '../../../shared/import-view.ts';
import type { FailureView } from '../../../shared/views.ts';

interface Named {
  readonly name: string;
}

/** What is asked about before anything is imported: a dialog shows it. */
export type AskedStep = Named &
  (
    | { readonly type: 'sending' }
    | { readonly type: 'looking'; readonly progress: ImportProgress | null }
    | { readonly type: 'asking'; readonly contents: ImportContents }
    | { readonly type: 'refused'; readonly failure: FailureView }
  );

/** What stands beside all else from when it was said that the file is to be imported. */
export type AsideStep = Named &
  (
    | { readonly type: 'importing'; readonly progress: ImportProgress | null }
    | { readonly type: 'done'; readonly report: ImportReport }
    | { readonly type: 'failed'; readonly failure: FailureView }
  );

/** Where the opening of a file stands. */
export type ImportStep = AskedStep | AsideStep;

export function isAside(step: ImportStep): step is AsideStep {
  return step.type === 'importing' || step.type === 'done' || step.type === 'failed';
}
