import type { ExportRequest } from '../../shared/export-view.ts';

/** Without anything but the words of the branch that is shown. */
export const plainExport = { otherBranches: false, receipts: false, forgetting: false };

type AskedExport = Omit<ExportRequest, 'selection'> & {
  /** The contract's lists can be written to. */
  readonly selection: { type: 'chats'; chatIds: number[] } | { type: 'all'; withDeleted: boolean };
};

/** What a page asks for these chats with: plain Markdown in English, but for what is `changed`. */
export function askedExport(chatIds: readonly number[], changed: Partial<AskedExport> = {}): AskedExport {
  const selection = { type: 'chats' as const, chatIds: [...chatIds] };
  return { selection, format: 'markdown', options: plainExport, language: 'en', ...changed };
}
