import { type ChildProcess, fork } from 'node:child_process';
import { MessageChannel } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { openPortPipe } from '../shared/port-pipe.ts';
import { openProcessPipe } from '../shared/process-pipe.ts';
import type { WireMessage } from '../shared/wire.ts';

const hello: WireMessage = { type: 'result', id: 1, result: new Float32Array([1, 2]) };

it('carries values both ways over a message port and tells both ends when it closes', async () => {
  const { port1, port2 } = new MessageChannel();
  const left = openPortPipe(port1);
  const right = openPortPipe(port2);
  left.send(hello);
  expect(await new Promise((resolve) => right.onMessage(resolve))).toEqual(hello);
  const closed = new Promise<void>((resolve) => right.onClose(resolve));
  left.close();
  await closed;
});

it('carries typed arrays over a forked process and closes when the process goes', async () => {
  const echo = "process.on('message', (message) => process.send(message))";
  const child: ChildProcess = fork('-', [], {
    serialization: 'advanced',
    execArgv: ['--input-type=module', '--eval', echo],
  });
  const pipe = openProcessPipe(child);
  const answer = new Promise((resolve) => pipe.onMessage(resolve));
  const closed = new Promise<void>((resolve) => pipe.onClose(resolve));
  pipe.send(hello);
  expect(await answer).toEqual(hello);
  child.kill('SIGKILL');
  await closed;
  pipe.send(hello);
});
