import { useEffect, useRef, useState } from 'react';
import { type ExportEvent, type ExportRequest, type ExportResult, factsOfFormat } from '../../../shared/export-view.ts';
import { chooseDestination, shellKind } from '../connect.ts';
import { codeOf, mishapOf } from '../state/core-link.ts';
import { usePage } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';
import { printHtml } from './print-html.ts';

/** How far an export is. */
export type ExportRun =
  | { readonly type: 'idle' }
  | { readonly type: 'running'; readonly doneMessages: number; readonly totalMessages: number }
  | { readonly type: 'done'; readonly result: ExportResult }
  | { readonly type: 'failed'; readonly mishap: Mishap };

export interface RunningExport {
  readonly run: ExportRun;
  /** Saves, downloads or prints, whichever the shell has for the format. */
  start(request: ExportRequest): void;
  copy(request: ExportRequest): Promise<boolean>;
  cancel(): void;
  /** Takes back what was told of an earlier one: something else was chosen. */
  reset(): void;
}

/** Whether a format is printed in the browser's own dialog here. */
export function isPrintedHere(request: ExportRequest): boolean {
  return shellKind() === 'browser' && factsOfFormat(request.format).isPrinted;
}

export function useExportRun(): RunningExport {
  const page = usePage();
  const [run, setRun] = useState<ExportRun>({ type: 'idle' });
  const current = useRef<{ cancel: () => void } | null>(null);
  useEffect(() => () => current.current?.cancel(), []);

  const onEvent = (event: ExportEvent) => {
    if (event.type === 'ready') fetchFile(event.path);
    else setRun({ ...event, type: 'running' });
  };
  const follow = async (work: () => Promise<ExportResult | null>) => {
    setRun({ type: 'running', doneMessages: 0, totalMessages: 0 });
    try {
      const result = await work();
      setRun(result ? { type: 'done', result } : { type: 'idle' });
    } catch (error) {
      const isCancelled = codeOf(error) === 'exportCancelled';
      setRun(isCancelled ? { type: 'idle' } : { type: 'failed', mishap: mishapOf(error) });
    } finally {
      current.current = null;
    }
  };
  const save = async (request: ExportRequest) => {
    // Asked for anew: what the dialog shows may still be about what was chosen before.
    const [{ chats }, { fileName }] = await Promise.all([
      page.countExport(request.selection),
      page.previewExport(request),
    ]);
    const isFolder = chats > 1 && factsOfFormat(request.format).severalChats === 'fileEach';
    const destination = await chooseDestination(isFolder ? 'folder' : 'file', fileName);
    if (destination === null) return null;
    const stream = page.saveExport(request, destination, onEvent);
    current.current = stream;
    return stream.result;
  };
  const download = (request: ExportRequest) => {
    const stream = page.downloadExport(request, onEvent);
    current.current = stream;
    return stream.result;
  };
  const print = async (request: ExportRequest) => {
    await printHtml(await page.exportText(request));
    return null;
  };
  return {
    run,
    start: (request) =>
      void follow(() => {
        if (isPrintedHere(request)) return print(request);
        return shellKind() === 'electron' ? save(request) : download(request);
      }),
    copy: async (request) => {
      try {
        return await page.copy(await page.exportText(request));
      } catch (error) {
        setRun({ type: 'failed', mishap: mishapOf(error) });
        return false;
      }
    },
    cancel: () => current.current?.cancel(),
    reset: () => setRun({ type: 'idle' }),
  };
}

/** As if a link to it had been pressed: the browser says itself where it puts it. */
function fetchFile(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.click();
}
