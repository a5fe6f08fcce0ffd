import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Linux lists every connection with the user who opened it, those of IPv4 by their own and by IPv6's names. */
const tables = ['/proc/net/tcp', '/proc/net/tcp6'];

/** Whether this system tells who opened a connection. */
export function tellsUsers(): boolean {
  return readTables() !== '';
}

/** Whether a local connection was opened by the user whom this process runs as; false where that cannot be known. */
export function isOwnUser({ remotePort, localPort }: Pick<Socket, 'remotePort' | 'localPort'>): boolean {
  if (remotePort === undefined || localPort === undefined) return false;
  return userOf(readTables(), remotePort, localPort) === process.getuid?.();
}

/** The user who opened the connection from one local port to another; undefined when it is not in the table. */
export function userOf(table: string, fromPort: number, toPort: number): number | undefined {
  for (const line of table.split('\n')) {
    // `sl local_address rem_address st tx:rx tr:tm retrnsmt uid …`
    const [, from = '', to = '', , , , , user] = line.trim().split(/\s+/);
    if (isPort(from, fromPort) && isPort(to, toPort)) return Number(user);
  }
  return undefined;
}

function isPort(address: string, port: number): boolean {
  const [, hexadecimal] = address.split(':');
  return hexadecimal !== undefined && Number.parseInt(hexadecimal, 16) === port;
}

function readTables(): string {
  return tables
    .map((path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');
}
