import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalHub, openLocalHub } from './test-support/local-hub.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';

let hub: LocalHub;
let test: TestApplication;
/** Everything that this process asked of a network, its own machine's included. */
let asked: string[];

/** Watches the few functions that all of Node's ways to a network go through. */
function watch(): void {
  const { connect } = Socket.prototype;
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...args: unknown[]) {
    asked.push(`connect ${JSON.stringify(args[0])}`);
    return Reflect.apply(connect, this, args);
  });
  for (const method of ['connect', 'send', 'bind'] as const) {
    vi.spyOn(dgram.Socket.prototype, method).mockImplementation(() => {
      asked.push(`datagram ${method}`);
      throw new Error('No datagrams here');
    });
  }
  for (const method of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'reverse'] as const) {
    const real = dns[method] as (...args: unknown[]) => unknown;
    vi.spyOn(dns, method as 'lookup').mockImplementation(((...args: unknown[]) => {
      asked.push(`${method} ${args[0]}`);
      return real(...args);
    }) as never);
  }
  syncBuiltinESMExports();
}

beforeEach(async () => {
  asked = [];
  hub = await openLocalHub();
  watch();
  test = openTestApplication();
});
afterEach(async () => {
  await test.close();
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  await hub.close();
});

describe('before somebody presses to look a model up', () => {
  it('nothing is asked of any network: not by a start, a chat, settings, or the page that offers models', async () => {
    const { page } = test;
    const events: string[] = [];
    page.stream('app.watch', {}, ({ type }) => events.push(type)).result.catch(() => {});
    page.stream('models.watch', {}, () => events.push('models')).result.catch(() => {});
    await page.call('app.configure', { settings: { hubAddress: hub.address, language: 'de' } });
    const chat = await test.newChat();
    await chat.say('Hello');
    await page.call('search.find', { text: 'Hello', chatId: chat.id });
    await page.call('data.view', {});
    const { address, entries } = await page.call('hub.entries', {});
    expect(address).toBe(hub.address);
    expect(entries.map(({ repository }) => repository)).toEqual(['openai-community/gpt2']);
    await expect.poll(() => events).toContain('models');
    // What the manifest knows is told from there.
    await page.call('hub.look', { repository: 'openai-community/gpt2' });
    expect(asked).toEqual([]);
    expect(hub.asked).toEqual([]);
    expect(test.app.outbound.view().sent).toBe(0);
  });

  it('and after it one request is, which this test sees', async () => {
    await test.page.call('app.configure', { settings: { hubAddress: hub.address } });
    await expect(test.page.call('hub.look', { repository: 'someone/small' })).rejects.toMatchObject({
      code: 'hubFailed',
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('connect');
    expect(hub.asked).toHaveLength(1);
    expect(test.app.outbound.view().sent).toBe(1);
    await test.page.call('app.configure', { settings: { hubAddress: 'http://localhost:1' } });
    await expect(test.page.call('hub.look', { repository: 'someone/small' })).rejects.toMatchObject({
      code: 'hubFailed',
    });
    expect(asked).toContain('lookup localhost');
  });

  it('and a hub that cannot be reached leaves the rest as it is', async () => {
    await test.page.call('app.configure', { settings: { hubAddress: 'http://127.0.0.1:1' } });
    const looking = test.page.call('hub.look', { repository: 'someone/small' });
    looking.catch(() => {});
    const chat = await test.newChat();
    expect((await chat.say('Hello')).state).toBe('done');
    await expect(looking).rejects.toMatchObject({ details: { reason: 'cannotReach', cause: 'ECONNREFUSED' } });
    expect(test.app.storage.view()).toEqual({ type: 'ok' });
    expect(test.log).toEqual([]);
  });
});
