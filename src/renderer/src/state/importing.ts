import type { RunningStream } from '../../../shared/client.ts';
import type { ErrorDetails } from '../../../shared/errors.ts';
import type {
  ImportContents,
  ImportProgress,
  ImportReport,
  OfferedFile,
  OpenedFromOutside,
  OpenedPath,
} from '../../../shared/import-view.ts';
import { CoreError } from '../../../shared/wire.ts';
import { type CoreLink, isClosed, mishapOf } from './core-link.ts';
import type { ImportStep } from './import-step.ts';
import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';

/** Opening what was dropped, chosen or handed over, one thing at a time: nothing is taken over before a person said so. */
export interface Importing {
  /** `path` where the shell knows where it lies; else it is sent. */
  openFile(file: File, path: string | null): void;
  openPath(path: string): void;
  /** The path that a person chooses, if any. */
  openChosen(choosing: Promise<string | null>): void;
  /** Something that cannot be opened. */
  refuseOpening(name: string, why: ErrorDetails['badImport']): void;
  /** What was opened from outside the pages; null: another page dealt with it. */
  receiveOpened(opened: OpenedFromOutside | null): void;
  startImport(): void;
  /** Ends whatever is under way and closes the dialog. */
  closeImport(): void;
}

export interface ImportingOptions {
  readonly state: Observable<PageState>;
  readonly core: CoreLink;
  /** A model was opened, by its folder or its weights: that is another place's to ask about. */
  readonly onModel: (path: string) => void;
  readonly sendFile: (file: File, signal: AbortSignal) => Promise<OfferedFile>;
}

/** What is open, until it is closed. */
interface Opening {
  readonly ending: AbortController;
  offerId: string | null;
  isFromOutside: boolean;
}

export function openImporting({ state, core, onModel, sendFile }: ImportingOptions): Importing {
  let current: Opening | null = null;
  /** Opened from outside while something was being imported. */
  let waiting: OpenedFromOutside | null = null;

  const isImporting = () => state.get().importing?.type === 'importing';

  const tellRunning = () => state.patch({ mishap: { code: 'importRunning' } });

  const show = (opening: Opening, importing: ImportStep) => {
    if (current === opening) state.patch({ importing });
  };

  /**
   * Closes what was open and follows something else to where it is asked about, done or refused. What is being imported goes on: nobody
   * who drops a file means to cancel another one, and is told so.
   */
  function begin(name: string, work: (opening: Opening) => Promise<void>): void {
    if (isImporting()) {
      tellRunning();
      return;
    }
    close();
    const opening: Opening = { ending: new AbortController(), offerId: null, isFromOutside: false };
    current = opening;
    void goOn(opening, name, work);
  }

  async function goOn(opening: Opening, name: string, work: (opening: Opening) => Promise<void>): Promise<void> {
    try {
      await work(opening);
    } catch (error) {
      if (!isImporting()) return show(opening, { type: 'refused', name, failure: mishapOf(error) });
      // What ends with the line is there as a whole or not at all.
      const failure = isClosed(error) ? { code: 'importCutOff' as const } : mishapOf(error);
      show(opening, { type: 'failed', name, failure });
    }
  }

  async function look(opening: Opening, { offerId, name }: OfferedFile): Promise<void> {
    opening.offerId = offerId;
    if (current !== opening) return forget(offerId);
    show(opening, { type: 'looking', name, progress: null });
    const contents = await follow(opening, 'import.look', (progress) =>
      show(opening, { type: 'looking', name, progress }),
    );
    if (contents) show(opening, { type: 'asking', name, contents: contents as ImportContents });
  }

  async function take(opening: Opening, opened: OpenedPath): Promise<void> {
    if (opened.type === 'file') return look(opening, opened);
    if (current !== opening) return;
    opening.offerId = opened.offerId;
    close();
    onModel(opened.path);
  }

  /** A stream of the opened file's, until it ends or the opening does. */
  async function follow(
    { ending, offerId }: Opening,
    method: 'import.look' | 'import.run',
    onProgress: (progress: ImportProgress) => void,
  ): Promise<ImportContents | ImportReport | null> {
    const client = core.client();
    if (!client || offerId === null) throw new CoreError('closed');
    const stream: RunningStream<ImportContents | ImportReport | null> = client.stream(method, { offerId }, onProgress);
    const cancel = () => stream.cancel();
    if (ending.signal.aborted) cancel();
    ending.signal.addEventListener('abort', cancel);
    try {
      return await stream.result;
    } finally {
      ending.signal.removeEventListener('abort', cancel);
    }
  }

  function forget(offerId: string | null): void {
    // The line may be gone: then the core has let go of it as well, or does so when it ends.
    if (offerId !== null) core.call('import.forget', { offerId }).catch(() => {});
  }

  function close(): void {
    if (!current) return;
    const { ending, offerId } = current;
    current = null;
    ending.abort();
    forget(offerId);
    state.patch({ importing: null });
  }

  function receive(opened: OpenedFromOutside | null): void {
    if (isImporting()) {
      waiting = opened;
      if (opened) tellRunning();
      return;
    }
    if (opened === null) {
      const isOver = state.get().importing?.type === 'done';
      if (current?.isFromOutside && !isOver) close();
      return;
    }
    // Told again after a line that broke, say.
    if (current?.offerId === opened.offerId) return;
    begin(opened.name, async (opening) => {
      opening.isFromOutside = true;
      opening.offerId = opened.offerId;
      if (opened.type !== 'refused') return take(opening, opened);
      show(opening, { type: 'refused', name: opened.name, failure: opened.failure });
    });
  }

  function openPath(path: string): void {
    const name = path.split(/[\\/]/).at(-1) ?? path;
    begin(name, async (opening) => take(opening, await core.call('import.open', { path })));
  }

  return {
    openFile: (file, path) => {
      const { name } = file;
      if (path !== null) begin(name, async (opening) => take(opening, await core.call('import.open', { path })));
      else {
        begin(name, async (opening) => {
          show(opening, { type: 'sending', name });
          await look(opening, await sendFile(file, opening.ending.signal));
        });
      }
    },
    openPath,
    openChosen: (choosing) => {
      choosing.then(
        (path) => {
          if (path !== null) openPath(path);
        },
        (error: unknown) =>
          begin('', async () => {
            throw error;
          }),
      );
    },
    refuseOpening: (name, why) =>
      begin(name, async () => {
        throw new CoreError('badImport', why);
      }),
    receiveOpened: receive,
    startImport: () => {
      const [opening, step] = [current, state.get().importing];
      if (!opening || step?.type !== 'asking') return;
      const { name } = step;
      void goOn(opening, name, async () => {
        show(opening, { type: 'importing', name, progress: null });
        const report = await follow(opening, 'import.run', (progress) =>
          show(opening, { type: 'importing', name, progress }),
        );
        if (report) show(opening, { type: 'done', name, report: report as ImportReport });
      });
    },
    closeImport: () => {
      close();
      const next = waiting;
      waiting = null;
      if (next) receive(next);
    },
  };
}
