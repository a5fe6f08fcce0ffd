import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPurging } from './purging.ts';

describe('what is to go', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** As many parts as are to go, and then none. */
  function openParts(count: number) {
    const log: string[] = [];
    const purgeSome = vi.fn(() => --count > 0);
    return {
      log,
      purgeSome,
      purging: startPurging({ purgeSome }, { mayHoldUp: () => true, onLog: (line) => log.push(line) }),
    };
  }

  it('goes after the start, a part at a time, until there is no more', async () => {
    const { purgeSome, log } = openParts(3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(purgeSome).toHaveBeenCalledTimes(0);
    await vi.advanceTimersByTimeAsync(1_040);
    expect(purgeSome).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(purgeSome).toHaveBeenCalledTimes(3);
    expect([vi.getTimerCount(), log]).toEqual([0, []]);
  });

  it('stays when the application closes first', async () => {
    const { purgeSome, purging } = openParts(3);
    await vi.advanceTimersByTimeAsync(2_000);
    purging.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(purgeSome).toHaveBeenCalledTimes(1);
  });

  it('stays until the next start after an error, which is logged', async () => {
    const log: string[] = [];
    const purgeSome = vi.fn((): boolean => {
      throw new Error('a bug');
    });
    startPurging({ purgeSome }, { mayHoldUp: () => true, onLog: (line) => log.push(line) });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(purgeSome).toHaveBeenCalledTimes(1);
    expect(log).toEqual([expect.stringContaining('removing deleted chats: Error: a bug')]);
  });
});
