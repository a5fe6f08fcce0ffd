import type { Client } from './client.ts';
import type { AppContract } from './contract.ts';
import type { MemoryNeed } from './models-view.ts';
import { type FileBeingSent, modelFileHeaders, type SendingView, sentPieceBytes } from './sent-model.ts';
import { fromWireError, type WireError } from './wire.ts';

export interface SendModelOptions {
  readonly signal: AbortSignal;
  /** Sends a part of a file to `modelFilePath` of the page's own server, with the token and these headers. */
  readonly post: PostPart;
  /** What is sent has this name at the server from now on, also where it comes to no end. Nobody else's it is while it is kept. */
  readonly onBegun?: ((sendId: string) => void) | undefined;
  /** What is needed of memory, told before the weights are sent: they are once this settles. */
  readonly onForeseen?: ((memory: MemoryNeed) => Promise<void>) | undefined;
}

export type PostPart = (
  headers: Readonly<Record<string, string>>,
  body: Blob,
  signal: AbortSignal,
) => Promise<Pick<Response, 'ok' | 'json'>>;

/**
 * Sends what a model needs of these files of one folder to the page's own server, and gives where it lies then. How far it is, is told by
 * `models.watch`. Cut off and begun again, it goes on behind what is there and is the same. Throws what the server says.
 */
export async function sendModel(
  core: Pick<Client<AppContract>, 'call'>,
  { name, files }: { readonly name: string; readonly files: readonly File[] },
  { signal, post, onBegun, onForeseen }: SendModelOptions,
): Promise<SendingView> {
  const offered = files.map((file) => ({ name: file.name, bytes: file.size }));
  const sending = await core.call('models.beginSending', { name, files: offered });
  onBegun?.(sending.sendId);
  signal.throwIfAborted();
  let isForeseen = false;
  for (const wanted of sending.files) {
    if (wanted.isWeights && !isForeseen) {
      signal.throwIfAborted();
      const memory = await core.call('models.foreseeSending', { sendId: sending.sendId });
      await onForeseen?.(memory);
      isForeseen = true;
    }
    const file = files.find((each) => each.name === wanted.name);
    if (!file) continue;
    const offset = await bytesThere(file, wanted, signal);
    if (offset > 0 && offset === file.size) continue;
    const headers = {
      [modelFileHeaders.sendId]: sending.sendId,
      [modelFileHeaders.name]: encodeURIComponent(file.name),
      [modelFileHeaders.offset]: String(offset),
    };
    signal.throwIfAborted();
    await refusing(await post(headers, file.slice(offset), signal));
  }
  return sending;
}

/** How many bytes from the beginning are there already, and the same. */
async function bytesThere(file: Blob, { pieceHashes }: FileBeingSent, signal: AbortSignal): Promise<number> {
  let offset = 0;
  for (const hash of pieceHashes) {
    signal.throwIfAborted();
    const piece = file.slice(offset, offset + sentPieceBytes);
    if ((await sha256(piece)) !== hash) break;
    offset += piece.size;
  }
  return offset;
}

async function sha256(piece: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await piece.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function refusing(answer: Pick<Response, 'ok' | 'json'>): Promise<void> {
  if (answer.ok) return;
  throw fromWireError((await answer.json().catch(() => ({ code: 'closed' }))) as WireError);
}
