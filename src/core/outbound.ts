import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { RequestsView } from '../shared/views.ts';

export interface OutboundRequest {
  /** http or https. */
  readonly url: string;
  /** Defaults to GET. */
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Outbound {
  /**
   * Sends one request and gives the beginning of its answer, whose body is read as a stream. A redirect is an answer like any other:
   * whoever follows it sends another request. Counted before anything leaves, whatever comes of it.
   */
  request(request: OutboundRequest): Promise<IncomingMessage>;
  /** A shell kept its page from sending so many more. */
  noteRefused(count: number): void;
  view(): RequestsView;
}

export interface OutboundOptions {
  readonly nowMs: () => number;
  /** Whether a shell stands between the page and the network, and tells what it refused. */
  readonly isPageGuarded: boolean;
  readonly onChange: (requests: RequestsView) => void;
}

/**
 * The only way out to the network: nothing else in Palimpsest's processes opens a connection to another computer, and a test says
 * so. So what it counts is all that was sent since it was opened.
 */
export function openOutbound({ nowMs, isPageGuarded, onChange }: OutboundOptions): Outbound {
  let view: RequestsView = { sent: 0, refused: isPageGuarded ? 0 : null, sinceMs: nowMs() };
  const change = (changed: Partial<RequestsView>) => {
    view = { ...view, ...changed };
    onChange(view);
  };
  return {
    request: ({ url, method = 'GET', headers = {}, signal }) => {
      const { protocol } = new URL(url);
      if (protocol !== 'http:' && protocol !== 'https:') return Promise.reject(new Error(`No way out by ${protocol}`));
      if (signal?.aborted) return Promise.reject(signal.reason);
      const send = protocol === 'https:' ? httpsRequest : httpRequest;
      change({ sent: view.sent + 1 });
      return answerOf(send(url, { method, headers, ...(signal ? { signal } : {}) }));
    },
    noteRefused: (count) => {
      if (view.refused !== null && count > 0) change({ refused: view.refused + count });
    },
    view: () => view,
  };
}

function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
    request.end();
  });
}
