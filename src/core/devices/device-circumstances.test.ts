import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runtimeVersion, version } from '../version.ts';
import { deviceCircumstances, driverHints } from './device-circumstances.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-drivers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('what is found out about a device holds for this Palimpsest, this runtime and these drivers', () => {
  expect(deviceCircumstances()).toBe(`Palimpsest ${version}, onnxruntime ${runtimeVersion}\n${driverHints()}`);
  expect(deviceCircumstances()).toBe(deviceCircumstances());
});

describe.runIf(process.platform === 'linux')('it does not hold any more', () => {
  it('when the loader of drivers comes, or becomes another one', () => {
    const hints = () => driverHints({}, [folder]);
    const loader = join(folder, 'libvulkan.so.1');
    const without = hints();
    writeFileSync(loader, '');
    utimesSync(loader, 1_000, 1_000);
    const first = hints();
    utimesSync(loader, 2_000, 2_000);
    expect(new Set([without, first, hints()]).size).toBe(3);
    expect(first).toContain(`${loader}@1000000`);
  });

  it('when it comes to the folder that a system has for its processor', () => {
    const inside = join(folder, { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch as 'x64'] ?? '');
    mkdirSync(inside, { recursive: true });
    const without = driverHints({}, [folder]);
    writeFileSync(join(inside, 'libvulkan.so.1'), '');
    expect(driverHints({}, [folder])).not.toBe(without);
  });

  it('when the loader is told to take other drivers', () => {
    const plain = driverHints({}, []);
    expect(driverHints({ VK_ICD_FILENAMES: '/mine.json' }, [])).toBe(
      plain.replace(/^.*/, (system) => `${system}\nVK_ICD_FILENAMES=/mine.json`),
    );
    expect(driverHints({ PATH: '/bin' }, [])).toBe(plain);
  });
});
