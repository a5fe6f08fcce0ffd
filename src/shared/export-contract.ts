import * as z from 'zod/mini';
import {
  type ExportCounts,
  type ExportEvent,
  type ExportPreview,
  type ExportResult,
  exportFormatNames,
} from './export-view.ts';
import { call, stream } from './wire.ts';

const id = z.int().check(z.positive());
const selection = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('chats'),
    chatIds: z.array(id).check(z.minLength(1), z.maxLength(100_000)),
  }),
  z.object({ type: z.literal('all'), withDeleted: z.boolean() }),
]);
const language = z.string().check(z.maxLength(64));
const options = z.object({ otherBranches: z.boolean(), receipts: z.boolean(), forgetting: z.boolean() });
const request = { selection, format: z.enum(exportFormatNames), options, language };

/** What a page can ask for to carry what was said elsewhere. None of it changes anything that is stored. */
export const exportContract = {
  'export.count': call<ExportCounts>()(z.object({ selection })),
  /** The beginning of the first file. */
  'export.preview': call<ExportPreview>()(z.object(request)),
  /** The whole text of one file, to be copied or printed; refused (`exportTooLong`) above some millions of characters. */
  'export.text': call<{ readonly text: string }>()(z.object(request)),
  /** One turn of a chat as Markdown. */
  'export.turn': call<{ readonly text: string }>()(z.object({ chatId: id, turnId: id, language })),
  /**
   * Writes to where a person chose in the shell's dialog, which gave this name for it. Ends when the last byte is there; when it
   * is cancelled or fails, nothing of it is left.
   */
  'export.save': stream<ExportEvent, ExportResult>()(
    z.object({ ...request, destination: z.string().check(z.maxLength(200)) }),
  ),
  /** Offers it once to this page's own browser; ends when all of it was fetched. Cancelled, the download breaks off. */
  'export.download': stream<ExportEvent, ExportResult>()(z.object(request)),
};
