import { readdirSync, statSync } from 'node:fs';
import { arch, release } from 'node:os';
import { join } from 'node:path';
import { runtimeVersion, version } from '../version.ts';

/** Where Linux keeps what it knows of graphics drivers: devices, and a description of each Vulkan driver. */
const driverFolders = ['/dev/dri', '/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
/** The loader of these drivers, and where the system's libraries lie: it may come, or be another one, by itself. */
const loaderName = 'libvulkan.so.1';
const libraryFolders = ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/run/opengl-driver/lib'];
const folderNames: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };
/** What tells the loader of drivers to take others. */
const driverVariables = [
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
  'VK_LOADER_DRIVERS_SELECT',
  'VK_LOADER_DRIVERS_DISABLE',
];

/** What a finding about a device holds for, as a text to be compared: another Palimpsest or runtime, or other drivers, may do otherwise. */
export function deviceCircumstances(): string {
  return `Palimpsest ${version}, onnxruntime ${runtimeVersion}\n${driverHints()}`;
}

/**
 * What can be seen from here of the drivers of this machine. Elsewhere than on Linux new drivers are mostly seen as a new release
 * of the system, or not at all.
 */
export function driverHints(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  folders: readonly string[] = libraryFolders,
): string {
  const system = `${process.platform} ${arch()} ${release()}`;
  if (process.platform !== 'linux') return system;
  const variables = driverVariables.flatMap((name) => (environment[name] ? [`${name}=${environment[name]}`] : []));
  return [system, ...variables, ...folders.flatMap(loadersIn), ...driverFolders.flatMap(namesIn)].join('\n');
}

/** With the time of its change: a system writes another one anew. */
function loadersIn(folder: string): readonly string[] {
  return [folder, join(folder, folderNames[arch()] ?? '')].flatMap((inside) => {
    const path = join(inside, loaderName);
    try {
      return [`${path}@${Math.floor(statSync(path).mtimeMs)}`];
    } catch {
      return [];
    }
  });
}

/** Names of devices, and of descriptions with the time of their change: a new driver writes them anew. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => join(folder, name))
      .sort()
      .map((path) => (path.endsWith('.json') ? `${path}@${Math.floor(statSync(path).mtimeMs)}` : path));
  } catch {
    return [];
  }
}
