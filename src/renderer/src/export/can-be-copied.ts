import { type ExportRequest, type ExportSelection, factsOfFormat } from '../../../shared/export-view.ts';

/** How many chats a selection has; it is not always that of what is asked for now. */
export interface Counted {
  readonly selection: ExportSelection;
  readonly chats: number;
}

/** Until the chats that are chosen now are counted, there may be several. */
export function canBeCopied({ format, selection }: ExportRequest, counted: Counted | null): boolean {
  const { copies } = factsOfFormat(format);
  return copies === 'all' || (copies === 'one' && counted?.selection === selection && counted.chats === 1);
}
