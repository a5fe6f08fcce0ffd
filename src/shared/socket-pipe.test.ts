import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { openSocketPipe } from './socket-pipe.ts';
import type { Pipe, WireMessage } from './wire.ts';

const call: WireMessage = { type: 'call', id: 1, method: 'echo', input: { text: 'é 🙂' } };
const sockets: WebSocket[] = [];
let server: WebSocketServer;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
  server.close();
});

function connect(): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

async function accept(from: WebSocket): Promise<Pipe> {
  const [[socket]] = (await Promise.all([once(server, 'connection'), once(from, 'open')])) as [[WebSocket], unknown];
  sockets.push(socket);
  return openSocketPipe(socket);
}

it('carries messages both ways, also those sent before it is open', async () => {
  const socket = connect();
  const near = openSocketPipe(socket);
  near.send(call);
  const far = await accept(socket);
  expect(await new Promise((resolve) => far.onMessage(resolve))).toEqual(call);
  far.send({ type: 'result', id: 1, result: undefined });
  expect(await new Promise((resolve) => near.onMessage(resolve))).toEqual({ type: 'result', id: 1 });
});

it('tells both ends when it closes, once', async () => {
  const socket = connect();
  const near = openSocketPipe(socket);
  const far = await accept(socket);
  let closedCount = 0;
  near.onClose(() => closedCount++);
  const farClosed = new Promise<void>((resolve) => far.onClose(resolve));
  near.close();
  near.close();
  await farClosed;
  expect(closedCount).toBe(1);
  near.send(call);
  far.send(call);
});

it('sends in one frame, in order, what is sent in one go', async () => {
  const socket = connect();
  const near = openSocketPipe(socket);
  const far = await accept(socket);
  const frames: string[] = [];
  sockets.at(-1)?.on('message', (data) => frames.push(String(data)));
  const received: WireMessage[] = [];
  far.onMessage((message) => received.push(message));
  near.send(call);
  near.send({ ...call, id: 2 });
  await expect.poll(() => received.map(({ id }) => id)).toEqual([1, 2]);
  near.send({ ...call, id: 3 });
  await expect.poll(() => received.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(frames.map((frame) => JSON.parse(frame).length)).toEqual([2, 1]);
});

it('still sends what was sent right before it was closed', async () => {
  const socket = connect();
  const near = openSocketPipe(socket);
  const far = await accept(socket);
  const received = new Promise((resolve) => far.onMessage(resolve));
  near.send(call);
  near.close();
  expect(await received).toEqual(call);
});

it('says nothing more once a message was answered by closing', async () => {
  const socket = connect();
  const far = await accept(socket);
  const received: WireMessage[] = [];
  far.onMessage((message) => {
    received.push(message);
    far.close();
  });
  socket.send(JSON.stringify([call, { ...call, id: 2 }]));
  await once(socket, 'close');
  expect(received).toEqual([call]);
});

it.each([
  ...['not json', '1', 'null', '[null]', '{"type":"eval","id":1}', '[{"type":"call","id":1}]'],
  ...['[{"type":"eval","id":1}]', '[{"type":"cancel","id":"1"}]', '[{"type":"cancel","id":1},{"type":"eval","id":1}]'],
])('closes on a frame that holds anything but messages: %s', async (frame) => {
  const socket = connect();
  const far = await accept(socket);
  const received: WireMessage[] = [];
  far.onMessage((message) => received.push(message));
  socket.send(frame);
  const [code] = await once(socket, 'close');
  expect(code).toBe(1003);
  expect(received).toEqual([]);
});

it('closes on a binary frame', async () => {
  const socket = connect();
  await accept(socket);
  socket.send(Buffer.from(JSON.stringify(call)));
  expect((await once(socket, 'close'))[0]).toBe(1003);
});
