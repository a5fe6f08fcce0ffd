import { homedir } from 'node:os';
import { join } from 'node:path';
import { defaultDataFolder } from '../core/data-folder.ts';
import { type LaunchOptions, parseLaunchOptions } from '../core/launch-options.ts';
import { openCore } from '../core/open-core.ts';
import { CoreError } from '../shared/wire.ts';
import { startEngineProcess } from './engine-process.ts';
import { openWindow } from './open-window.ts';
import { serveBrowserShell } from './serve-browser-shell.ts';

/** This file is built into out/main/, beside the engine and below the project's folder. */
const projectFolder = join(__dirname, '..', '..');
const closesWithinMs = 5_000;

async function main(): Promise<void> {
  const read = parseLaunchOptions(process.argv.slice(2), { folder: process.cwd() });
  if (read.type === 'refused') return end(2, read.sentence);
  const { options } = read;
  const dataDir =
    options.dataDir ?? defaultDataFolder({ platform: process.platform, env: process.env, homeFolder: homedir() });
  try {
    await run(options, dataDir);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    if (error.code === 'locked') return meetFirst(error, options, dataDir);
    end(1, error.message);
  }
}

async function run(options: LaunchOptions, dataDir: string): Promise<void> {
  const core = await openCore({
    dataDir,
    modelsDir: options.modelsDir ?? join(projectFolder, 'models'),
    modelDir: options.modelDir,
    shell: 'browser',
    onLog: (line) => process.stderr.write(`core: ${line}\n`),
    startEngine: () => startEngineProcess(join(__dirname, 'engine.cjs')),
  });
  const shell = await serveBrowserShell({
    rendererDir: join(projectFolder, 'out', 'renderer'),
    port: options.port ?? 0,
    onPipe: (pipe) => core.serve(pipe),
  }).catch(async (error: unknown) => {
    await core.close();
    throw error;
  });
  endCleanly(async () => {
    await core.close();
    shell.close();
  });
  core.announce({ address: shell.address });
  process.stdout.write(`Palimpsest is ready: ${shell.address}\n`);
  if (options.opensWindow) await open(shell.address, dataDir);
}

/** Another process holds the data folder: if it has a page, that is what the person wants to see. */
async function meetFirst(locked: CoreError, options: LaunchOptions, dataDir: string): Promise<void> {
  const address = locked.details?.address;
  if (typeof address !== 'string' || !options.opensWindow) return end(1, locked.message);
  process.stderr.write(`${locked.message}\n`);
  const isOpened = await open(address, dataDir);
  end(isOpened ? 0 : 1);
}

async function open(address: string, dataDir: string): Promise<boolean> {
  const obstacle = await openWindow({ address, dataDir });
  if (obstacle)
    process.stderr.write(`No window is opened, because ${obstacle}. Open the address above in a browser.\n`);
  return obstacle === undefined;
}

/** Ends once, with what was shown saved, whoever asks and however often: a signal, or the parent that goes away. */
function endCleanly(close: () => Promise<void>): void {
  let isEnding = false;
  const finish = () => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), closesWithinMs).unref();
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, finish);
  if (process.channel) process.on('disconnect', finish);
}

function end(exitCode: number, sentence?: string): void {
  if (sentence) process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCode;
}

void main();
