import type { ImportContents, ImportProgress, ImportReport } from '../../../shared/import-view.ts';
import type { FailureView } from '../../../shared/views.ts';

/** Where the opening of a file stands, as its dialog shows it. */
export type ImportStep = { readonly name: string } & (
  | { readonly type: 'sending' }
  | { readonly type: 'looking'; readonly progress: ImportProgress | null }
  | { readonly type: 'asking'; readonly contents: ImportContents }
  | { readonly type: 'importing'; readonly progress: ImportProgress | null }
  | { readonly type: 'done'; readonly report: ImportReport }
  | { readonly type: 'refused'; readonly failure: FailureView }
);
