import type { OfferedFile } from '../../../shared/import-view.ts';
import { BEGINNING_BYTES, beginsAsPalimpsest } from '../../../shared/palimpsest-beginning.ts';
import { fileHeaders, filePath } from '../../../shared/sent-file.ts';
import { CoreError, fromWireError, type WireError } from '../../../shared/wire.ts';
import { ownToken } from '../connect.ts';

/**
 * Sends a file to the page's own server, which stores it piece by piece; the browser reads it in the same way. What can be no file of chats
 * is not sent: it may be of any size. Throws `badImport`.
 */
export async function sendFile(file: File, signal: AbortSignal): Promise<OfferedFile> {
  await refuseForeign(file);
  const headers = { [fileHeaders.token]: ownToken(), [fileHeaders.name]: encodeURIComponent(file.name) };
  const answer = await fetch(filePath, { method: 'POST', headers, body: file, signal }).catch(() => {
    throw new CoreError('closed');
  });
  if (answer.ok) return (await answer.json()) as OfferedFile;
  const error = (await answer.json().catch(() => ({ code: 'closed' }))) as WireError;
  throw fromWireError(error);
}

async function refuseForeign(file: File): Promise<void> {
  let beginning: ArrayBuffer;
  try {
    beginning = await file.slice(0, BEGINNING_BYTES).arrayBuffer();
  } catch (error) {
    // A folder, or one that went meanwhile.
    const cause = error instanceof Error ? error.name : String(error);
    throw new CoreError('badImport', { reason: 'notReadable', name: file.name, cause });
  }
  if (beginsAsPalimpsest(new Uint8Array(beginning), true) === false) {
    throw new CoreError('badImport', { reason: 'foreign' });
  }
}
