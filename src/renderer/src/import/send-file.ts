import type { OfferedFile } from '../../../shared/import-view.ts';
import { fileHeaders, filePath } from '../../../shared/sent-file.ts';
import { CoreError, fromWireError, type WireError } from '../../../shared/wire.ts';
import { ownToken } from '../connect.ts';

/** Sends a file to the page's own server, which stores it piece by piece; the browser reads it in the same way. */
export async function sendFile(file: File, signal: AbortSignal): Promise<OfferedFile> {
  const headers = { [fileHeaders.token]: ownToken(), [fileHeaders.name]: encodeURIComponent(file.name) };
  const answer = await fetch(filePath, { method: 'POST', headers, body: file, signal }).catch(() => {
    throw new CoreError('closed');
  });
  if (answer.ok) return (await answer.json()) as OfferedFile;
  const error = (await answer.json().catch(() => ({ code: 'closed' }))) as WireError;
  throw fromWireError(error);
}
