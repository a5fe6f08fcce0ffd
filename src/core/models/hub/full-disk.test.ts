import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saying } from '../../../shared/test-support/saying.ts';

/** Mounts of our own, seen by nobody else, need rights that not every machine gives. */
const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-m', 'sh', '-c', `mount -t tmpfs tmpfs ${mkdtempSync(join(tmpdir(), 'palimpsest-mount-'))}`])
    .status === 0;

const module = (path: string) => JSON.stringify(join(import.meta.dirname, path));

/** Runs a script with a hub and a small disk of its own, and gives what it says. */
function onSmallDisk(script: string): Record<string, unknown> {
  const disk = mkdtempSync(join(tmpdir(), 'palimpsest-disk-'));
  const prelude = `
    const { execFileSync } = await import('node:child_process');
    const { rmSync } = await import('node:fs');
    const { fillDisk } = await import(${module('../../test-support/fill-disk.ts')});
    const { openTestHub } = await import(${module('./test-support/open-test-hub.ts')});
    const disk = ${JSON.stringify(disk)};
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk]);
    const test = await openTestHub({ libraryDir: disk + '/models' });
    const told = (error) => ({ code: error.code, details: error.details });
    const say = (all) => process.stdout.write(JSON.stringify(all));
  `;
  const args = ['-m', process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e'];
  return JSON.parse(
    execFileSync('unshare', [...args, prelude + script], { cwd: import.meta.dirname, encoding: 'utf8' }),
  );
}

describe.skipIf(!canMount)('a disk that is full', () => {
  it('is told in one sentence; what came stays, and goes on from there when there is room again', () => {
    const told = onSmallDisk(`
      let giveBack;
      test.server.trouble = (request) => {
        if (request.url.endsWith('/model.safetensors')) giveBack ??= fillDisk(disk);
        return false;
      };
      const found = await test.look();
      const refusal = await test.download(found).then(() => null, told);
      const kept = test.parts().length;
      giveBack();
      const modelId = await test.download(found);
      say({ refusal, kept, modelId, files: test.taken[0].files.length });
      await test.close();`);
    expect(told.refusal).toEqual(saying(/^The disk of .*model\.safetensors is full\.$/));
    expect(told).toMatchObject({ modelId: 'someone/small', files: 8 });
    expect(told.kept).toBeGreaterThan(5);
  });

  it('is looked at before anything is asked for', () => {
    const told = onSmallDisk(`
      const giveBack = fillDisk(disk);
      const found = await test.look();
      const asked = test.server.asked.length;
      const refusal = await test.download(found).then(() => null, told);
      giveBack();
      say({ refusal, free: found.freeDiskBytes, asked: test.server.asked.length - asked });
      await test.close();`);
    expect(told).toMatchObject({ free: 0, asked: 0 });
    expect(told.refusal).toMatchObject({ code: expect.stringMatching(/^(diskFull|hubFailed)$/) });
  });
});
