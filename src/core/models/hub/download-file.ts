import { join } from 'node:path';
import type { HubFile } from '../../../shared/hub-view.ts';
import { BrokenOff } from './hub-body.ts';
import type { HubAnswer, HubConnection } from './hub-connection.ts';
import { hubFailed, hubReasonOf } from './hub-failed.ts';
import type { HubLimits } from './hub-limits.ts';
import { requireFound } from './look-up.ts';
import { PartFile } from './part-file.ts';

export interface FileDownload {
  readonly connection: HubConnection;
  readonly repository: string;
  readonly commit: string;
  readonly folder: string;
  readonly limits: HubLimits;
  readonly signal: AbortSignal;
  /** How much of the file is here. */
  readonly onDone: (doneBytes: number) => void;
}

/** A connection that brings nothing is opened so many times more. */
const MOST_TRIES = 5;

/**
 * Downloads one file, from where an earlier download ended, and gives its SHA-256 once it is whole, checked and on the disk. A connection
 * that breaks off is opened again. Throws `hubFailed` and what the disk says; only of a wrong file nothing is kept.
 */
export async function downloadFile(file: HubFile, download: FileDownload): Promise<string> {
  const part = await PartFile.open(join(download.folder, file.name), file, download.signal);
  const isFromBefore = part.doneBytes > 0;
  try {
    download.onDone(part.doneBytes);
    await fill(part, file, download);
    const sha256 = await part.end();
    if (sha256 !== null) return sha256;
    if (isFromBefore) {
      // What an earlier download left may have been damaged since.
      await part.startAnew();
      await fill(part, file, download);
      const anew = await part.end();
      if (anew !== null) return anew;
    }
    throw hubFailed({ reason: 'wrongHash', file: file.name });
  } catch (error) {
    const reason = hubReasonOf(error);
    if (reason === 'wrongHash' || reason === 'wrongSize') {
      await part.remove();
      download.onDone(0);
    }
    throw error;
  } finally {
    await part.close();
  }
}

/** Asks for what is missing until all of it is there. */
async function fill(part: PartFile, file: HubFile, download: FileDownload): Promise<void> {
  let triesInVain = 0;
  let isAnswered = false;
  while (part.doneBytes < file.bytes) {
    const before = part.doneBytes;
    try {
      await fetchRest(part, file, download);
      isAnswered = true;
    } catch (error) {
      isAnswered ||= part.doneBytes > before;
      triesInVain = part.doneBytes > before ? 0 : triesInVain + 1;
      if (!isPassing(error) || !isAnswered || triesInVain > MOST_TRIES) throw told(error, part, file);
      await pause(download.limits.retryMs * 2 ** triesInVain, download.signal);
    }
  }
}

async function fetchRest(part: PartFile, file: HubFile, download: FileDownload): Promise<void> {
  const { connection, repository, commit, signal, onDone } = download;
  const from = part.doneBytes;
  // At a commit a file is always the same: no other can have taken its place meanwhile.
  const path = `${repository}/resolve/${commit}/${encodeURIComponent(file.name)}`;
  const answer = await connection.ask(path, { signal, ...(from > 0 && { headers: { range: `bytes=${from}-` } }) });
  requireFound(answer, repository);
  if (from > 0 && answer.status === 200) {
    await part.startAnew();
    onDone(0);
  }
  requireSize(answer, part.doneBytes, file);
  for await (const piece of answer.body()) {
    if (part.doneBytes + piece.length > file.bytes) throw wrongSize(file);
    await part.append(piece);
    onDone(part.doneBytes);
  }
  // The answer ended as it should, so there is no more of it.
  if (part.doneBytes < file.bytes) throw wrongSize(file, part.doneBytes);
}

/** What an answer says of itself, before any of it is written. */
function requireSize({ status, headers, host, close }: HubAnswer, from: number, file: HubFile): void {
  const problem = () => {
    if (headers['content-encoding'] && headers['content-encoding'] !== 'identity') {
      return hubFailed({ reason: 'strangeAnswer', host });
    }
    if (status === 206) {
      const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
      if (start === undefined || Number(start) !== from) return hubFailed({ reason: 'strangeAnswer', host });
      return total === '*' || Number(total) === file.bytes ? null : wrongSize(file, Number(total));
    }
    const told = headers['content-length'];
    return told === undefined || Number(told) === file.bytes ? null : wrongSize(file, Number(told));
  };
  const found = problem();
  if (!found) return;
  close();
  throw found;
}

function wrongSize({ name, bytes }: HubFile, foundBytes?: number) {
  return hubFailed({ reason: 'wrongSize', file: name, bytes: foundBytes, expectedBytes: bytes });
}

/** What another try may not meet again. */
function isPassing(error: unknown): boolean {
  const reason = hubReasonOf(error);
  return error instanceof BrokenOff || reason === 'noAnswer' || reason === 'cannotReach' || reason === 'refused';
}

function told(error: unknown, part: PartFile, file: HubFile): unknown {
  if (!(error instanceof BrokenOff)) return error;
  return hubFailed({ reason: 'brokenOff', host: error.host, doneBytes: part.doneBytes, totalBytes: file.bytes });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    const cancelled = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    function done() {
      signal.removeEventListener('abort', cancelled);
      resolve();
    }
    signal.addEventListener('abort', cancelled, { once: true });
    if (signal.aborted) cancelled();
  });
}
