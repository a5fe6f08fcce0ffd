import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

const loaderName = 'libvulkan.so.1';
/** Set where an adapter is to be found, so that a test which finds none fails, and is not skipped. */
const expectedVariable = 'PALIMPSEST_SOFTWARE_ADAPTER';

/**
 * Lets WebGPU find the software adapter that a Chromium or Electron brings (SwiftShader), for processes started from now on:
 * onnxruntime asks for a loader of drivers by its name, and the loader for drivers by these variables. Chromium's loader is linked
 * into a folder of its own, so that nothing else of Chromium is found by others. What a person has set stays. Nothing is changed
 * where no such adapter is, or where onnxruntime has no WebGPU for Linux.
 */
export function offerSoftwareAdapter(environment: NodeJS.ProcessEnv = process.env): void {
  if (
    process.platform !== 'linux' ||
    process.arch !== 'x64' ||
    environment.VK_ICD_FILENAMES ||
    environment.VK_DRIVER_FILES
  )
    return;
  const driver = findDriver(environment);
  if (!driver) return;
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-vulkan-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(dirname(driver), loaderName), join(folder, loaderName));
  environment.VK_ICD_FILENAMES = driver;
  environment.VK_DRIVER_FILES = driver;
  environment[expectedVariable] = '1';
  environment.LD_LIBRARY_PATH = [folder, environment.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
}

/** Whether an adapter was offered, or is required by whoever runs the tests. */
export function isSoftwareAdapterExpected(environment: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(environment[expectedVariable]);
}

/** The driver's description, in a folder with the driver and a loader. */
function findDriver(environment: NodeJS.ProcessEnv): string | undefined {
  for (const folder of browserFolders(environment)) {
    const driver = join(folder, 'vk_swiftshader_icd.json');
    if (!existsSync(driver) || !existsSync(join(folder, loaderName))) continue;
    const library = JSON.parse(readFileSync(driver, 'utf8')).ICD?.library_path;
    if (typeof library === 'string' && existsSync(resolve(folder, library))) return driver;
  }
  return undefined;
}

/** Where a Chromium may lie: what the PATH's commands are links to, and the places of libraries and of whole programs. */
function browserFolders(environment: NodeJS.ProcessEnv): string[] {
  const onPath = (environment.PATH ?? '').split(delimiter).flatMap((folder) =>
    ['chromium', 'chromium-browser', 'google-chrome', 'chrome'].flatMap((name) => {
      const command = join(folder, name);
      return existsSync(command) ? [dirname(realpathSync(command))] : [];
    }),
  );
  const inside = ['/usr/lib', '/usr/lib64', '/opt'].flatMap((parent) =>
    (existsSync(parent) ? readdirSync(parent) : [])
      .filter((name) => /chrom|electron/i.test(name))
      .flatMap((name) => [join(parent, name), join(parent, name, 'chrome')]),
  );
  const { ELECTRON_OVERRIDE_DIST_PATH: electron } = environment;
  return [...onPath, ...inside, ...(electron ? [electron] : [])];
}
