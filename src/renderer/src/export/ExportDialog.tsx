import { type RefObject, useEffect, useRef, useState } from 'react';
import type { ExportPreview } from '../../../shared/export-view.ts';
import { escapeMessage } from '../../../shared/replay-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { shellKind, showInFolder } from '../connect.ts';
import { usePage, useWords } from '../state/page-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { canBeCopied } from './can-be-copied.ts';
import { ExportChoices } from './ExportChoices.tsx';
import { useExportForm, useExportRequest, useExportSight } from './use-export-form.ts';
import { type ExportRun, isPrintedHere, useExportRun } from './use-export-run.ts';
import './export-dialog.css';

/** Chooses what is carried elsewhere and how, shows its beginning, and copies or writes it. */
export function ExportDialog({ chatIds }: { readonly chatIds: readonly number[] }) {
  const words = useWords();
  const page = usePage();
  const [form, change] = useExportForm(chatIds);
  const request = useExportRequest(form, chatIds);
  const { counts, counted, preview, mishap } = useExportSight(request);
  const { run, start, copy, cancel, reset } = useExportRun();
  const isRunning = run.type === 'running';
  const close = () => {
    cancel();
    page.closeExport();
  };
  const failure = run.type === 'failed' ? run.mishap : mishap;
  return (
    <Dialog title={words.exporting.title} lead={words.exporting.lead} onClose={close}>
      <div className="export-body" data-testid="export" data-run={run.type}>
        <ExportChoices
          form={form}
          hasThese={chatIds.length > 0}
          counts={request ? counts : null}
          isDisabled={isRunning}
          onChange={(changed) => {
            change(changed);
            reset();
          }}
        />
        <Preview preview={request ? preview : null} onEscape={close} />
      </div>
      <div className="export-told" role="status">
        <Told run={run} />
        {!request && <p>{words.exporting.nothingChosen}</p>}
      </div>
      <div role="alert">{failure && <p className="note export-failure">{sentenceOf(words, failure)}</p>}</div>
      <div className="dialog-buttons">
        {request && canBeCopied(request, counted) && <CopyButton isDisabled={isRunning} onCopy={() => copy(request)} />}
        <span className="grow" />
        <button type="button" className="button quiet" onClick={isRunning ? cancel : close}>
          {isRunning || run.type !== 'done' ? words.exporting.cancel : words.exporting.close}
        </button>
        <button
          type="button"
          className="button"
          disabled={!request || isRunning}
          onClick={() => request && start(request)}
        >
          {request && isPrintedHere(request)
            ? words.exporting.print
            : shellKind() === 'electron'
              ? words.exporting.save
              : words.exporting.download}
        </button>
      </div>
    </Dialog>
  );
}

/** A page may run nothing; a replay its player, which the page's own policy knows, and which has no right to anything around it. */
const sandboxes = { html: '', replay: 'allow-scripts' } as const;

/** The beginning of the file, in a place where nothing is loaded, and nothing that was said can act. */
function Preview({ preview, onEscape }: { readonly preview: ExportPreview | null; readonly onEscape: () => void }) {
  const { exporting: words } = useWords();
  const frame = useRef<HTMLIFrameElement>(null);
  useEscapeIn(frame, onEscape);
  if (!preview) return <div className="export-preview" />;
  const name = words.preview(preview.fileName);
  return (
    <figure className="export-preview">
      <figcaption>
        <span className="export-file-name">{preview.fileName}</span>
        {preview.isCut && <span>{words.previewCut}</span>}
      </figcaption>
      {preview.type !== 'text' ? (
        <iframe
          ref={frame}
          // What a frame may do holds from its beginning on.
          key={preview.type}
          title={name}
          sandbox={sandboxes[preview.type]}
          srcDoc={preview.text}
          data-testid="export-preview"
        />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled can be scrolled by keyboard
        <section tabIndex={0} aria-label={name} data-testid="export-preview">
          <pre>{preview.text}</pre>
        </section>
      )}
    </figure>
  );
}

/** Keys that are pressed in a frame are the frame's: its player tells of this one. */
function useEscapeIn(frame: RefObject<HTMLIFrameElement | null>, onEscape: () => void): void {
  useEffect(() => {
    const receive = ({ source, data }: MessageEvent) => {
      if (data === escapeMessage && source !== null && source === frame.current?.contentWindow) onEscape();
    };
    window.addEventListener('message', receive);
    return () => window.removeEventListener('message', receive);
  }, [frame, onEscape]);
}

function Told({ run }: { readonly run: ExportRun }) {
  const { exporting: words } = useWords();
  if (run.type === 'running') {
    const { doneMessages, totalMessages } = run;
    const says = totalMessages > 0 ? words.progress(doneMessages, totalMessages) : words.working;
    return (
      <div className="export-progress">
        <ProgressBar name={words.working} share={totalMessages > 0 ? doneMessages / totalMessages : null} says={says} />
        <span>{says}</span>
      </div>
    );
  }
  if (run.type !== 'done') return null;
  const { path } = run.result;
  return (
    <p>
      {words.done(run.result)}{' '}
      {path !== null && (
        <>
          <span className="export-path">{path}</span>{' '}
          <button type="button" className="quiet-link" onClick={() => void showInFolder(path)}>
            {words.showInFolder}
          </button>
        </>
      )}
    </p>
  );
}

const CONFIRMED_MS = 1_600;

function CopyButton({ isDisabled, onCopy }: { readonly isDisabled: boolean; readonly onCopy: () => Promise<boolean> }) {
  const { exporting: words } = useWords();
  const [isCopied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    setCopied(await onCopy());
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), CONFIRMED_MS);
  };
  return (
    <button type="button" className="button quiet" disabled={isDisabled} onClick={() => void copy()}>
      <Icon name={isCopied ? 'check' : 'copy'} />
      {isCopied ? words.copied : words.copy}
    </button>
  );
}
