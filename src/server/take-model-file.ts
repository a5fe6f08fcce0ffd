import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SentPart } from '../core/models/sent-models.ts';
import { modelFileHeaders, modelFilePath } from '../shared/sent-model.ts';
import { takeSent } from './take-file.ts';

export interface TakeModelFileSettings {
  /** Who knows it may send files. */
  readonly token: string;
  readonly receive: (part: SentPart, pieces: AsyncIterable<Uint8Array>) => Promise<void>;
}

/** Whether a request is one that sends a part of a model's file. */
export function isModelFileSent({ method, url }: IncomingMessage): boolean {
  return method === 'POST' && url === modelFilePath;
}

/** Takes a part of a model's file from a page that was served here and knows the token, piece by piece as it is stored. */
export async function takeModelFile(
  { token, receive }: TakeModelFileSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await takeSent(token, request, response, async () => {
    await receive(partOf(request), request);
    return {};
  });
}

function partOf({ headers }: IncomingMessage): SentPart {
  const header = (name: string) => String(headers[name] ?? '');
  const offset = /^\d{1,15}$/.test(header(modelFileHeaders.offset)) ? Number(header(modelFileHeaders.offset)) : -1;
  return { sendId: header(modelFileHeaders.sendId), name: decoded(header(modelFileHeaders.name)), offset };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}
