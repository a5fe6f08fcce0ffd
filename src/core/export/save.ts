import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExportRequest, type ExportResult, factsOfFormat } from '../../shared/export-view.ts';
import { CoreError } from '../../shared/wire.ts';
import type { Destination } from './destinations.ts';
import type { ExportFile, ExportFiles } from './export-files.ts';
import { type PrintPdf, writeBytes, writeWholeFile, writeWholeFolder } from './written-files.ts';

export interface SaveNeeds {
  readonly destination: Destination;
  /** Where the shell can print; else what is to be printed is refused. */
  readonly printPdf: PrintPdf | null;
  readonly signal: AbortSignal;
}

/** Writes all files of a request: a file, or a new folder in the one that was chosen. All of it is there in the end, or nothing. */
export async function saveFiles(files: ExportFiles, request: ExportRequest, needs: SaveNeeds): Promise<ExportResult> {
  const { destination, signal } = needs;
  const written = { files: 0, chats: 0, bytes: 0 };
  const isPrinted = factsOfFormat(request.format).isPrinted;
  const write = async (file: ExportFile, path: string) => {
    written.bytes += isPrinted ? await print(file, path, needs) : await writeBytes(path, file.bytes());
    written.files += 1;
    written.chats += file.chats;
    signal.throwIfAborted();
  };
  if (files.folderName === null) {
    if (destination.kind !== 'file') throw new CoreError('badInput', { method: 'export.save', path: 'destination' });
    await writeWholeFile(destination.path, async (part) => {
      for await (const file of files.files()) await write(file, part);
    });
    return { ...written, path: destination.path };
  }
  if (destination.kind !== 'folder') throw new CoreError('badInput', { method: 'export.save', path: 'destination' });
  const path = await writeWholeFolder(destination.path, files.folderName, async (part) => {
    for await (const file of files.files()) await write(file, join(part, file.name));
  });
  return { ...written, path };
}

/** Gives the bytes of what was printed. */
async function print(file: ExportFile, pdfPath: string, { printPdf, signal }: SaveNeeds): Promise<number> {
  if (!printPdf) throw new CoreError('notPrinted', {});
  const htmlPath = `${pdfPath}.html`;
  try {
    await writeBytes(htmlPath, file.bytes());
    signal.throwIfAborted();
    await printPdf(htmlPath, pdfPath);
    return (await stat(pdfPath)).size;
  } finally {
    await rm(htmlPath, { force: true });
  }
}
