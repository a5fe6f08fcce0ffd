import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What Linux says about unprivileged user namespaces, and whether Electron's own helper may do without them. */
export interface SandboxFacts {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly hasSetuidHelper: boolean;
  /** Contents of files below /proc/sys; undefined when the kernel has no such switch. */
  readonly readSetting: (name: string) => string | undefined;
}

/** Why Chromium's sandbox cannot be used here, or nothing when it can. */
export function sandboxProblem(facts: SandboxFacts): string | undefined {
  if (facts.platform !== 'linux') return undefined;
  if (facts.isRoot) return "Electron's sandbox does not work for the root user";
  if (facts.hasSetuidHelper) return undefined;
  if (facts.readSetting('kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return "this system's AppArmor forbids what Electron's sandbox needs (unprivileged user namespaces)";
  }
  const isForbidden =
    facts.readSetting('kernel/unprivileged_userns_clone') === '0' ||
    facts.readSetting('user/max_user_namespaces') === '0';
  return isForbidden ? "this system forbids what Electron's sandbox needs (unprivileged user namespaces)" : undefined;
}

/** The facts of this machine; `folder` is Electron's, if it is there already (one that is fetched has no setuid helper). */
export function readSandboxFacts(folder: string | undefined): SandboxFacts {
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasSetuidHelper: folder !== undefined && isSetuidRoot(join(folder, 'chrome-sandbox')),
    readSetting: (name) => {
      try {
        return readFileSync(join('/proc/sys', name), 'utf8').trim();
      } catch {
        return undefined;
      }
    },
  };
}

function isSetuidRoot(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && status.uid === 0 && (status.mode & 0o4000) !== 0;
}
