/**
 * Whether a Host header names this machine's loopback, on any port (a tunnel changes it). A page of another site that has its
 * name point at 127.0.0.1 (DNS rebinding) still sends its own name here, and is refused.
 */
export function isLocalHost(host: string | undefined): host is string {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host);
}

/** Whether a request that changes things comes from a page that was served under the same Host. */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin?.toLowerCase() === `http://${host.toLowerCase()}`;
}
