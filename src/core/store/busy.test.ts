import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { retryWhileBusy } from './busy.ts';
import { openStore } from './store.ts';

function openWithOther() {
  const file = join(mkdtempSync(join(tmpdir(), 'palimpsest-busy-')), 'palimpsest.sqlite');
  const store = openStore(file);
  const chatId = store.chats.create(1);
  const other = new Database(file);
  return { store, chatId, other };
}

describe("another program's transaction", () => {
  it('holds up a draft for a moment only, and is told', () => {
    const { store, chatId, other } = openWithOther();
    other.exec('BEGIN IMMEDIATE');
    const triesMs = [1, 2, 3].map(() => {
      const startedAtMs = performance.now();
      expect(() => store.drafts.save(chatId, 'x')).toThrow(expect.objectContaining({ code: 'storeBusy' }));
      return performance.now() - startedAtMs;
    });
    // Any one of them may have waited for the processor as well.
    expect(Math.min(...triesMs)).toBeLessThan(1_000);
    expect(() => store.settings.configureChat(chatId, { topK: 1 })).toThrow(
      expect.objectContaining({ code: 'storeBusy' }),
    );
    expect([store.drafts.get(chatId), store.settings.ofChat(chatId)]).toEqual(['', {}]);
    other.exec('ROLLBACK');
    store.drafts.save(chatId, 'x');
    expect(store.settings.configureChat(chatId, { topK: 1 })).toEqual({ topK: 1 });
  });

  it('is waited for with the loop turning', async () => {
    const { store, chatId, other } = openWithOther();
    other.exec('BEGIN IMMEDIATE');
    let tries = 0;
    const configured = retryWhileBusy(() => {
      tries++;
      if (tries === 3) other.exec('ROLLBACK');
      return store.settings.configureChat(chatId, { topK: 2 });
    });
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    expect(await configured).toEqual({ topK: 2 });
    clearInterval(timer);
    expect(tries).toBe(3);
    expect(turns).toBeGreaterThan(0);
  });

  it('is waited for no longer than was said, and no other error is tried again', async () => {
    const { store, chatId, other } = openWithOther();
    other.exec('BEGIN IMMEDIATE');
    const save = () => store.drafts.save(chatId, 'x');
    await expect(retryWhileBusy(save, 100)).rejects.toMatchObject({ code: 'storeBusy' });
    let tries = 0;
    const fail = () => {
      tries++;
      throw new Error('a bug');
    };
    await expect(retryWhileBusy(fail)).rejects.toThrow('a bug');
    expect(tries).toBe(1);
  });
});
