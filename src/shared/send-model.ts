import type { Client } from './client.ts';
import type { AppContract } from './contract.ts';
import { type FileBeingSent, modelFileHeaders, type SendingView, sentPieceBytes } from './sent-model.ts';
import { fromWireError, type WireError } from './wire.ts';

export interface SendModelOptions {
  readonly signal: AbortSignal;
  /** Sends a part of a file to `modelFilePath` of the page's own server, with the token and these headers. */
  readonly post: PostPart;
}

export type PostPart = (
  headers: Readonly<Record<string, string>>,
  body: Blob,
  signal: AbortSignal,
) => Promise<Pick<Response, 'ok' | 'json'>>;

type Core = Pick<Client<AppContract>, 'call'>;
type Files = { readonly name: string; readonly files: readonly File[] };

/**
 * Sends what a model needs of these files of one folder to the page's own server, and gives where it lies then. How far it is, is told by
 * `models.watch`. Cut off and begun again, it goes on behind what is there and is the same; aborted, nothing of it is kept. Throws what
 * the server says.
 */
export async function sendModel(
  core: Core,
  { name, files }: Files,
  { signal, post }: SendModelOptions,
): Promise<SendingView> {
  const offered = files.map((file) => ({ name: file.name, bytes: file.size }));
  const sending = await core.call('models.beginSending', { name, files: offered });
  try {
    await sendFiles({ core, files, sending }, { signal, post });
  } catch (error) {
    // Where the line is gone as well, the core lets go of it by itself.
    if (signal.aborted) await core.call('models.endSending', { sendId: sending.sendId }).catch(() => {});
    throw error;
  }
  return sending;
}

interface Sending {
  readonly core: Core;
  readonly files: readonly File[];
  readonly sending: SendingView;
}

async function sendFiles({ core, files, sending }: Sending, { signal, post }: SendModelOptions): Promise<void> {
  let isForeseen = false;
  for (const wanted of sending.files) {
    if (wanted.isWeights && !isForeseen) {
      signal.throwIfAborted();
      await core.call('models.foreseeSending', { sendId: sending.sendId });
      isForeseen = true;
    }
    const file = files.find((each) => each.name === wanted.name);
    if (!file) continue;
    const offset = await bytesThere(file, wanted);
    if (offset > 0 && offset === file.size) continue;
    const headers = {
      [modelFileHeaders.sendId]: sending.sendId,
      [modelFileHeaders.name]: encodeURIComponent(file.name),
      [modelFileHeaders.offset]: String(offset),
    };
    signal.throwIfAborted();
    await refusing(await post(headers, file.slice(offset), signal));
  }
}

/** How many bytes from the beginning are there already, and the same. */
async function bytesThere(file: Blob, { pieceHashes }: FileBeingSent): Promise<number> {
  let offset = 0;
  for (const hash of pieceHashes) {
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
