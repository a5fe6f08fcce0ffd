import { readFile } from 'node:fs/promises';
import * as os from 'node:os';
import { dirname, join } from 'node:path';

export interface MemorySources {
  readonly platform: NodeJS.Platform;
  /** The content of a file of the system; null where it is not there. */
  readonly read: (path: string) => Promise<string | null>;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/**
 * How much memory a program could still take here, in bytes, without others being driven out to the disk. What the system keeps of files
 * counts as available, since it gives that away; limits of a container count where they are narrower.
 */
export async function availableMemory(sources: MemorySources = ofThisMachine()): Promise<number> {
  const { platform, read, totalBytes, freeBytes } = sources;
  // "Free" is there only what nothing was ever put into; the rest is given when it is asked for.
  if (platform === 'darwin') return totalBytes;
  if (platform !== 'linux') return freeBytes;
  const available = fieldOf(await read('/proc/meminfo'), /^MemAvailable:\s+(\d+) kB$/m);
  const ofMachine = available === null ? freeBytes : available * 1024;
  return Math.max(0, Math.min(ofMachine, ...(await ofGroups(read))));
}

function ofThisMachine(): MemorySources {
  return {
    platform: process.platform,
    read: (path) => readFile(path, 'utf8').catch(() => null),
    totalBytes: os.totalmem(),
    freeBytes: os.freemem(),
  };
}

interface GroupFiles {
  readonly root: string;
  readonly limit: string;
  readonly used: string;
  /** Of memory.stat: pages of files that the group would give away first. */
  readonly files: readonly RegExp[];
}

const unified: GroupFiles = {
  root: '/sys/fs/cgroup',
  limit: 'memory.max',
  used: 'memory.current',
  files: [/^active_file (\d+)$/m, /^inactive_file (\d+)$/m],
};
const legacy: GroupFiles = {
  root: '/sys/fs/cgroup/memory',
  limit: 'memory.limit_in_bytes',
  used: 'memory.usage_in_bytes',
  files: [/^total_active_file (\d+)$/m, /^total_inactive_file (\d+)$/m],
};

/** What is left in each of the control groups that this process is in, from its own up to the root. */
async function ofGroups(read: MemorySources['read']): Promise<readonly number[]> {
  const lines = ((await read('/proc/self/cgroup')) ?? '').split('\n');
  const pathOf = (pattern: RegExp) => lines.map((line) => pattern.exec(line)?.[1]).find((path) => path !== undefined);
  const groups: (readonly [GroupFiles, string | undefined])[] = [
    [unified, pathOf(/^0::(\/.*)$/)],
    [legacy, pathOf(/^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(\/.*)$/)],
  ];
  const left: number[] = [];
  for (const [files, path] of groups) {
    for (let at = path; at !== undefined; at = at === '/' ? undefined : dirname(at)) {
      const bytes = await leftIn(read, files, join(files.root, at));
      if (bytes !== null) left.push(bytes);
    }
  }
  return left;
}

/** Null where there is no limit. A limit of more than there can be (as the older form says "none") is harmless. */
async function leftIn(read: MemorySources['read'], files: GroupFiles, folder: string): Promise<number | null> {
  const limit = fieldOf(await read(join(folder, files.limit)), /^(\d+)$/m);
  const used = fieldOf(await read(join(folder, files.used)), /^(\d+)$/m);
  if (limit === null || used === null) return null;
  const statistics = await read(join(folder, 'memory.stat'));
  const ofFiles = files.files.reduce((sum, pattern) => sum + (fieldOf(statistics, pattern) ?? 0), 0);
  return limit - Math.max(0, used - ofFiles);
}

function fieldOf(text: string | null, pattern: RegExp): number | null {
  const digits = text === null ? undefined : pattern.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}
