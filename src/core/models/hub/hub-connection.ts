import { urlOf } from '../../../shared/hub-address.ts';
import type { Outbound, OutboundAnswer, Reach } from '../../outbound.ts';
import { version } from '../../version.ts';
import { BrokenOff, readBody } from './hub-body.ts';
import { hubFailed } from './hub-failed.ts';
import type { HubLimits } from './hub-limits.ts';
import { explainNetworkError } from './network-problem.ts';

/** The beginning of an answer, with its body to be read. */
export interface HubAnswer {
  /** Who gave it, after all redirects. */
  readonly host: string;
  readonly status: number;
  readonly headers: OutboundAnswer['headers'];
  /** Ends with an error that can be told when it breaks off, or when too little comes. Whoever does not read it closes it. */
  body(): AsyncGenerator<Uint8Array, void, undefined>;
  close(): void;
}

export interface HubConnection {
  /** `path`: below the address of the hub, with what is in it encoded. */
  ask(path: string, options: HubAsking): Promise<HubAnswer>;
}

export interface HubAsking {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

const MOST_REDIRECTS = 5;
const redirects = [301, 302, 303, 307, 308];
const publicHubs = ['huggingface.co', 'hf.co'];

/** Asks a hub, and follows where it sends: to a public hub's computers or to its own address, and nowhere else. */
export function openHubConnection(address: string, outbound: Outbound, limits: HubLimits): HubConnection {
  const hub = new URL(address.endsWith('/') ? address : `${address}/`);

  async function send(
    url: URL,
    { signal, headers = {} }: HubAsking,
  ): Promise<HubAnswer & { readonly location: string | null }> {
    const ending = new AbortController();
    const cancel = () => ending.abort(signal.reason);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      ending.abort();
    }, limits.answerMs);
    const close = () => {
      signal.removeEventListener('abort', cancel);
      ending.abort();
    };
    try {
      const answer = await outbound.request({
        url: url.href,
        headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': `Palimpsest/${version}`, ...headers },
        reach: reachOf(url, hub),
        signal: ending.signal,
      });
      // Whatever becomes of its body is told to whoever reads it.
      answer.on('error', () => {});
      // Node before 18 lets whoever reads it wait for ever, and ends quietly what is destroyed without an error.
      ending.signal.addEventListener('abort', () => answer.destroy(new BrokenOff(url.host)), { once: true });
      const { statusCode: status = 0, headers: told } = answer;
      const location = redirects.includes(status) ? (told.location ?? null) : null;
      const body = () => readBody(answer, { host: url.host, limits, signal, close });
      return { host: url.host, status, headers: told, location, close, body };
    } catch (error) {
      close();
      signal.throwIfAborted();
      throw isLate ? hubFailed({ reason: 'noAnswer', host: url.host }) : explainNetworkError(error, url.host);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    ask: async (path, asking) => {
      let url = new URL(path, hub);
      for (let count = 0; count <= MOST_REDIRECTS; count++) {
        const answer = await send(url, asking);
        if (answer.location === null) return answer;
        answer.close();
        url = followed(answer.location, url, hub);
      }
      throw hubFailed({ reason: 'tooManyRedirects', host: url.host, mostRedirects: MOST_REDIRECTS });
    },
  };
}

/** Where a redirect leads. Throws `hubFailed` where that is not the hub's. */
function followed(location: string, from: URL, hub: URL): URL {
  const to = urlOf(location, from);
  if (to && isHubs(to, hub)) return to;
  throw hubFailed({ reason: 'redirectedElsewhere', host: from.host, to: to ? to.origin : location.slice(0, 100) });
}

/** The hub's own address, or https to one of the public hubs' computers. */
function isHubs(url: URL, hub: URL): boolean {
  if (url.username !== '' || url.password !== '') return false;
  return url.origin === hub.origin || (url.protocol === 'https:' && isPublicHubs(url.hostname));
}

function isPublicHubs(host: string): boolean {
  return publicHubs.some((name) => host === name || host.endsWith(`.${name}`));
}

/** Only an address that somebody set may be one of their own network. Without encryption nothing but this machine is asked. */
function reachOf({ origin, protocol, hostname }: URL, hub: URL): Reach {
  if (protocol === 'http:') return 'thisMachine';
  return origin === hub.origin && !isPublicHubs(hostname) ? 'anywhere' : 'public';
}
