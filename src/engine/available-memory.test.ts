import { totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { availableMemory, type MemorySources } from './available-memory.ts';

const gigabyte = 1e9;

function linux(files: Readonly<Record<string, string>>): MemorySources {
  return {
    platform: 'linux',
    read: async (path) => files[path] ?? null,
    totalBytes: 16 * gigabyte,
    freeBytes: gigabyte,
  };
}

const meminfo =
  'MemTotal:       16000000 kB\nMemFree:         1000000 kB\nMemAvailable:    8000000 kB\nBuffers: 1 kB\n';

describe('the memory that could still be had', () => {
  it('is on this machine some, and no more than there is', async () => {
    const bytes = await availableMemory();
    expect(bytes).toBeGreaterThan(1e6);
    expect(bytes).toBeLessThanOrEqual(totalmem());
  });

  it('counts on Linux what the system keeps of files, and asks Node where the system does not say', async () => {
    expect(await availableMemory(linux({ '/proc/meminfo': meminfo }))).toBe(8_000_000 * 1024);
    expect(await availableMemory(linux({}))).toBe(gigabyte);
  });

  it('is no more than what is left to the container, files that it would give away not counted', async () => {
    const bytes = await availableMemory(
      linux({
        '/proc/meminfo': meminfo,
        '/proc/self/cgroup': '0::/\n',
        '/sys/fs/cgroup/memory.max': '2000000000\n',
        '/sys/fs/cgroup/memory.current': '1500000000\n',
        '/sys/fs/cgroup/memory.stat': 'anon 900000000\nactive_file 100000000\ninactive_file 400000000\n',
      }),
    );
    expect(bytes).toBe(gigabyte);
  });

  it('asks each group above its own, of both forms, and takes the narrowest', async () => {
    const of = (files: Readonly<Record<string, string>>) =>
      availableMemory(
        linux({ '/proc/meminfo': meminfo, '/proc/self/cgroup': '5:cpu,memory:/a/b\n0::/user/me\n', ...files }),
      );
    expect(await of({ '/sys/fs/cgroup/user/memory.max': '3000', '/sys/fs/cgroup/user/memory.current': '1000' })).toBe(
      2_000,
    );
    const none = { '/sys/fs/cgroup/user/me/memory.max': 'max', '/sys/fs/cgroup/user/me/memory.current': '1000' };
    expect(await of(none)).toBe(8_000_000 * 1024);
    const legacy = {
      '/sys/fs/cgroup/memory/a/memory.limit_in_bytes': '5000',
      '/sys/fs/cgroup/memory/a/memory.usage_in_bytes': '4500',
      '/sys/fs/cgroup/memory/a/memory.stat': 'total_inactive_file 500\n',
    };
    expect(await of(legacy)).toBe(1_000);
    const full = { '/sys/fs/cgroup/memory.max': '1000', '/sys/fs/cgroup/memory.current': '1200' };
    expect(await of(full)).toBe(0);
  });

  it('is elsewhere what the system calls free, but on macOS all there is: only what nothing was ever put into is free there', async () => {
    expect(await availableMemory({ ...linux({}), platform: 'win32' })).toBe(gigabyte);
    expect(await availableMemory({ ...linux({}), platform: 'darwin' })).toBe(16 * gigabyte);
  });
});
