import { spawn } from 'node:child_process';

/** So long a program that shows a folder may take to say that it cannot; one that still runs shows it. */
const FAILS_WITHIN_MS = 2_000;

/**
 * Shows a folder in the desktop's own window for files; whether that could be done. Not without a screen, and not for the system's
 * administrator, whose rights such a window would have.
 */
export async function openFolder(folder: string): Promise<boolean> {
  const { platform, env } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return false;
  if (process.getuid?.() === 0) return false;
  return startShowing(folder, { platform, env });
}

export interface ShowingOptions {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

export function startShowing(folder: string, { platform, env }: ShowingOptions): Promise<boolean> {
  const child = spawn(programFor(platform), [folder], { detached: true, stdio: 'ignore', env });
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), FAILS_WITHIN_MS);
    const end = (isShown: boolean) => {
      clearTimeout(timer);
      resolve(isShown);
    };
    child.once('error', () => end(false));
    // Windows' own program ends with 1 when all is well.
    child.once('exit', (code) => end(platform === 'win32' || code === 0));
    child.unref();
  });
}

function programFor(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'open';
  return platform === 'win32' ? 'explorer.exe' : 'xdg-open';
}
