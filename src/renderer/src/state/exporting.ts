import type { RunningStream } from '../../../shared/client.ts';
import type {
  ExportCounts,
  ExportEvent,
  ExportPreview,
  ExportRequest,
  ExportResult,
  ExportSelection,
} from '../../../shared/export-view.ts';
import { CoreError } from '../../../shared/wire.ts';
import type { CoreLink } from './core-link.ts';
import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';

/** Does what a person asked for; what does not work is told near the composer. */
type Attempt = (work: () => Promise<void>) => Promise<void>;

/** What the export dialog asks for, and what opens and closes it. */
export interface Exporting {
  /** Opens the dialog on these chats; null: on the chat that is open. */
  openExport(chatIds: readonly number[] | null): void;
  closeExport(): void;
  countExport(selection: ExportSelection): Promise<ExportCounts>;
  previewExport(request: ExportRequest): Promise<ExportPreview>;
  /** The whole text of one file with all that was chosen. */
  exportText(request: ExportRequest): Promise<string>;
  /** Writes to the place that a person chose in the shell's dialog. */
  saveExport(
    request: ExportRequest,
    destination: string,
    onEvent: (event: ExportEvent) => void,
  ): RunningStream<ExportResult>;
  /** Has the browser fetch it: `onEvent` is told where. */
  downloadExport(request: ExportRequest, onEvent: (event: ExportEvent) => void): RunningStream<ExportResult>;
  /** Copies a chat, or one turn of the open chat, as Markdown; whether that worked. */
  copyChat(chatId: number, language: string): Promise<boolean>;
  copyTurn(turnId: number, language: string): Promise<boolean>;
}

export interface ExportingOptions {
  readonly state: Observable<PageState>;
  readonly core: CoreLink;
  readonly attempt: Attempt;
  readonly copy: (text: string) => Promise<boolean>;
}

/** The words alone, as they are pasted elsewhere. */
const wordsAlone = { otherBranches: false, receipts: false, forgetting: false };

export function openExporting({ state, core, attempt, copy }: ExportingOptions): Exporting {
  const exportText = async (request: ExportRequest) => (await core.call('export.text', asInput(request))).text;
  const client = () => {
    const present = core.client();
    if (!present) throw new CoreError('closed');
    return present;
  };
  const copyWhat = async (what: () => Promise<string>) => {
    let isCopied = false;
    await attempt(async () => {
      isCopied = await copy(await what());
    });
    return isCopied;
  };
  return {
    openExport: (chatIds) => {
      const { chat } = state.get();
      const exported = chatIds ?? (chat ? [chat.id] : []);
      state.patch({ exportedChatIds: exported });
    },
    closeExport: () => state.patch({ exportedChatIds: null }),
    countExport: (selection) => core.call('export.count', asInput({ selection })),
    previewExport: (request) => core.call('export.preview', asInput(request)),
    exportText,
    saveExport: (request, destination, onEvent) =>
      client().stream('export.save', { ...asInput(request), destination }, onEvent),
    downloadExport: (request, onEvent) => client().stream('export.download', asInput(request), onEvent),
    copyChat: (chatId, language) => {
      const selection = { type: 'chats', chatIds: [chatId] } as const;
      return copyWhat(() => exportText({ selection, format: 'markdown', options: wordsAlone, language }));
    },
    copyTurn: (turnId, language) => {
      const chatId = state.get().openChatId ?? 0;
      return copyWhat(async () => (await core.call('export.turn', { chatId, turnId, language })).text);
    },
  };
}

/** The contract's lists can be written to. */
function asInput<Asked extends { readonly selection: ExportSelection }>(asked: Asked) {
  const { selection } = asked;
  return {
    ...asked,
    selection: selection.type === 'all' ? selection : { ...selection, chatIds: [...selection.chatIds] },
  };
}
