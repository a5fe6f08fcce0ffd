import { randomBytes } from 'node:crypto';

/** A new key: whoever has it may speak to the core. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}
