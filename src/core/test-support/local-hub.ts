import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificate, key } from './tls-server.ts';

/** A repository as the hub has it. */
export interface LocalRepository {
  readonly commit: string;
  readonly files: Readonly<Record<string, Buffer>>;
  /** What is in Git LFS. Defaults to the weights. */
  readonly inLfs?: (name: string) => boolean;
  /** Laid over what the hub tells of it. */
  readonly told?: object;
}

/** What goes wrong with a request. Null: nothing. */
export type Trouble = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface LocalHub {
  readonly address: string;
  readonly repositories: Map<string, LocalRepository>;
  /** What was asked for, in order: the path, and the range behind it. */
  readonly asked: string[];
  /** Looks at each request first; true: it has dealt with it. */
  trouble: Trouble;
  close(): Promise<void>;
}

/** A server on this machine that answers as a hub does, over https where it is asked to, and fails as somebody tells it to. */
export async function openLocalHub({
  isEncrypted = false,
}: {
  readonly isEncrypted?: boolean | undefined;
} = {}): Promise<LocalHub> {
  const repositories = new Map<string, LocalRepository>();
  const asked: string[] = [];
  const answering: RequestListener = (request, response) => {
    asked.push([request.url ?? '', request.headers.range].filter(Boolean).join(' '));
    if (!hub.trouble(request, response)) answer(repositories, request, response);
  };
  const server = isEncrypted ? createTlsServer({ cert: certificate, key }, answering) : createServer(answering);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hub: LocalHub = {
    ...{ repositories, asked, trouble: () => false },
    address: `http${isEncrypted ? 's' : ''}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return hub;
}

function answer(
  repositories: ReadonlyMap<string, LocalRepository>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const path = decodeURIComponent(new URL(request.url ?? '', 'http://hub').pathname);
  const [, looked, revision] = /^\/api\/models\/(.+)\/revision\/(.+)$/.exec(path) ?? [];
  const [, resolved, commit, name = ''] = /^\/(.+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const repository = repositories.get(looked ?? resolved ?? '');
  const isThere = [repository?.commit, 'main'].includes(revision ?? commit);
  if (!repository || !isThere) return void response.writeHead(401).end('Repository not found');
  if (looked !== undefined) return void response.end(JSON.stringify(toldOf(looked, repository)));
  const file = Object.hasOwn(repository.files, name) ? repository.files[name] : undefined;
  if (!file) return void response.writeHead(404).end('Entry not found');
  sendFile(file, request, response);
}

function sendFile(file: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const rest = file.subarray(from);
  if (from > 0) {
    response.statusCode = 206;
    response.setHeader('content-range', `bytes ${from}-${file.length - 1}/${file.length}`);
  }
  response.setHeader('content-length', rest.length);
  response.end(rest);
}

/** As the public hub tells it, with what else it says (shortened). */
function toldOf(id: string, { commit, files, told, inLfs = isWeights }: LocalRepository): object {
  return {
    ...{ _id: '621ffdc036468d709f174338', id, modelId: id, sha: commit, private: false, gated: false, disabled: false },
    ...{ tags: ['gpt2'], pipeline_tag: 'text-generation', downloads: 17, likes: 3, author: id.split('/')[0] },
    cardData: { language: 'en', license: 'mit' },
    config: { architectures: ['GPT2LMHeadModel'], model_type: 'gpt2' },
    siblings: Object.entries(files).map(([rfilename, content]) => ({
      rfilename,
      size: content.length,
      blobId: inLfs(rfilename) ? gitBlobOf(Buffer.from('a pointer')) : gitBlobOf(content),
      ...(inLfs(rfilename) && { lfs: { sha256: sha256Of(content), size: content.length, pointerSize: 134 } }),
    })),
    ...told,
  };
}

function isWeights(name: string): boolean {
  return name.endsWith('.safetensors') || name.endsWith('.bin');
}

export function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

export function gitBlobOf(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** Sends so much of a file and cuts the connection, the first times that it is asked for. */
export function cutAfter(fileName: string, bytes: number, times: number, file: Buffer): Trouble {
  let left = times;
  return (request, response) => {
    if (!request.url?.endsWith(`/${fileName}`) || left === 0) return false;
    left--;
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const about = {
      'content-length': file.length - from,
      'content-range': `bytes ${from}-${file.length - 1}/${file.length}`,
    };
    response.writeHead(from > 0 ? 206 : 200, about);
    response.write(file.subarray(from, from + bytes), () => response.destroy());
    return true;
  };
}
