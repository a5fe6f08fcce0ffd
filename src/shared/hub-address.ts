/** The public hub, until another address is set. */
export const usualHubAddress = 'https://huggingface.co';

/** Names and addresses by which a URL means this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether models can be fetched from there: https, or http from this machine; nothing but an origin and the beginning of a path. */
export function isHubAddress(text: string): boolean {
  const url = text.length > 300 ? null : urlOf(text);
  if (url === null) return false;
  const { protocol, hostname, username, password, search, hash } = url;
  if (username !== '' || password !== '' || search !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
}

/** Null where it is none. */
export function urlOf(text: string, base?: URL): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
