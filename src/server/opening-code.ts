import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Below this path an address opens the page once. */
export const openingFolder = '/open/';

/** A browser may have to be started first. */
const goodForMs = 60_000;

/**
 * Makes a code that the server which knows the same token takes once, within a minute. Whoever knows the token can make one,
 * also another process; `nowMs` is the machine's clock, which both read.
 */
export function makeOpeningCode(token: string, nowMs: number): string {
  const statement = `${nowMs.toString(36)}.${randomBytes(12).toString('base64url')}`;
  return `${statement}.${sign(statement, token)}`;
}

/** The codes that a server takes, each once. */
export interface OpeningCodes {
  /** Whether it was good; it is not any more. */
  take(code: string, nowMs: number): boolean;
}

export function openOpeningCodes(token: string): OpeningCodes {
  const takenUntilMs = new Map<string, number>();
  return {
    take: (code, nowMs) => {
      for (const [taken, untilMs] of takenUntilMs) if (untilMs < nowMs) takenUntilMs.delete(taken);
      const [madeAt = '', nonce = '', signature = '', ...rest] = code.split('.');
      const madeAtMs = Number.parseInt(madeAt, 36);
      const isSigned = rest.length === 0 && isEqual(signature, sign(`${madeAt}.${nonce}`, token));
      // A clock that was set back in between makes a code from the future, for a moment.
      if (!isSigned || !(Math.abs(nowMs - madeAtMs) <= goodForMs) || takenUntilMs.has(nonce)) return false;
      takenUntilMs.set(nonce, nowMs + 2 * goodForMs);
      return true;
    },
  };
}

function sign(statement: string, token: string): string {
  return createHmac('sha256', token).update(statement).digest('base64url');
}

function isEqual(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
