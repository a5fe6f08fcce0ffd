import type { Client } from './client.ts';
import type { AppContract } from './contract.ts';
import type { MemoryNeed } from './models-view.ts';
import {
  type FileBeingSent,
  type FileToSend,
  modelFileHeaders,
  type SendingView,
  sentPieceBytes,
} from './sent-model.ts';
import { CoreError, fromWireError, type WireError } from './wire.ts';

export interface SendModelOptions {
  readonly signal: AbortSignal;
  /** Sends a part of a file to `modelFilePath` of the page's own server, with the token and these headers. */
  readonly post: PostPart;
  /** What is sent has this name at the server from now on, also where it comes to no end. Whoever is told releases it. */
  readonly onBegun: (begun: Begun) => void;
  /** What is needed of memory, told before the weights are sent: they are once this settles. */
  readonly onForeseen?: ((memory: MemoryNeed) => Promise<void>) | undefined;
}

/** What is being sent: nobody else's until it is released, or the line breaks. */
export interface Begun {
  readonly sendId: string;
  readonly release: () => void;
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
  core: Client<AppContract>,
  { name, files }: { readonly name: string; readonly files: readonly File[] },
  { signal, post, onBegun, onForeseen }: SendModelOptions,
): Promise<SendingView> {
  const offered = files.map((file) => ({ name: file.name, bytes: file.size }));
  const { release, ...sending } = await beginSending(core, { name, files: offered });
  onBegun({ sendId: sending.sendId, release });
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

/** What the server takes of these files, and what of that it has. Throws what the server says. */
export function beginSending(
  core: Client<AppContract>,
  offered: { readonly name: string; readonly files: readonly FileToSend[] },
): Promise<SendingView & Begun> {
  return new Promise((resolve, reject) => {
    const stream = core.stream('models.beginSending', { name: offered.name, files: [...offered.files] }, (sending) =>
      resolve({ ...sending, release: () => stream.cancel() }),
    );
    // Once it was told, its end is nobody's matter.
    stream.result.then(() => reject(new CoreError('closed')), reject);
  });
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
