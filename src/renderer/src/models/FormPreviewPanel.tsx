import { Fragment } from 'react';
import type { FormToken } from '../../../shared/chat-form-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';
import type { FormSight } from './use-chat-form.ts';

/** A turn as the model reads it in a form, each token for itself; or why that cannot be. */
export function FormPreviewPanel({ sight: { preview } }: { readonly sight: FormSight }) {
  const words = useWords();
  const { preview: says, tokens } = words.forms;
  if (preview === null) return null;
  return (
    <div
      className="form-preview"
      data-testid="form-preview"
      data-tokens={preview.tokens.length}
      data-opening={preview.openingTokens}
    >
      <div className="models-section-head">
        <h3>{says.title}</h3>
        <span className="models-note">{says.says}</span>
      </div>
      {preview.problem ? (
        <p className="form-problem" role="alert">
          {sentenceOf(words, preview.problem)}
        </p>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys as well */}
          <p className="form-tokens" translate="no" tabIndex={0}>
            {preview.tokens.map((token, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a token is nothing but its place
              <Token key={index} token={token} isEven={index % 2 === 0} />
            ))}
          </p>
          <p className="models-hint">{tokens(preview)}</p>
        </>
      )}
      {preview.hasLoneSpace && <p className="note bring-note">{says.loneSpace}</p>}
      {preview.writtenStops.length > 0 && <p className="note bring-note">{says.writtenStops(preview.writtenStops)}</p>}
      {preview.neverStops.length > 0 && <p className="note bring-note">{says.neverStops(preview.neverStops)}</p>}
    </div>
  );
}

/** A line break is shown as a sign, and breaks the line. */
function Token({ token, isEven }: { readonly token: FormToken; readonly isEven: boolean }) {
  const { preview } = useWords().forms;
  const { text, of, isEnd } = token;
  return (
    <span className={`form-token of-${of}${isEven ? ' even' : ''}`} {...tip(preview.token(token))}>
      {isEnd
        ? END_SIGN
        : text.split('\n').map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is nothing but its place
            <Fragment key={index}>
              {index > 0 && `${BREAK_SIGN}\n`}
              {line}
            </Fragment>
          ))}
    </span>
  );
}

const END_SIGN = '¶';
const BREAK_SIGN = '↵';
