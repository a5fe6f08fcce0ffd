import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { bindPort } from './bound-port.ts';

async function listen(port: number | object) {
  const server = createServer();
  const outcome = once(server, 'listening').then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  server.listen(port as number, ...(typeof port === 'number' ? ['127.0.0.1'] : []));
  const error = await outcome;
  const listening = error ? undefined : (server.address() as AddressInfo).port;
  return { code: error?.code, port: listening, close: () => server.close() };
}

it('binds the port it is told, for whoever it is handed to', async () => {
  const free = await listen(0);
  free.close();
  const bound = bindPort(free.port ?? 0);
  if (!bound) throw new Error('The port was taken by another program.');
  const server = await listen(bound.handle);
  expect(server.port).toBe(free.port);
  expect((await listen(free.port ?? 0)).code).toBe('EADDRINUSE');
  server.close();
});

it('gives nothing, and no other port, where another program listens', async () => {
  const other = await listen(0);
  expect(bindPort(other.port ?? 0)).toBeUndefined();
  other.close();
});
