import { join } from 'node:path';
import { defaultDataFolder, findWorkingFolder, readSurroundings } from '../core/data-folder.ts';
import { endAtUncaughtErrors } from '../core/last-resort.ts';
import { type LaunchOptions, parseLaunchOptions } from '../core/launch-options.ts';
import { type Core, openCore } from '../core/open-core.ts';
import { isOfDataFolder } from '../shared/data-folder-errors.ts';
import { CoreError } from '../shared/wire.ts';
import { sentenceOf } from '../shared/words/sentence-of.ts';
import { systemWords } from '../shared/words/system-words.ts';
import { startEngineProcess } from './engine-process.ts';
import { type Handover, openKeeperLine } from './keeper-line.ts';
import { openFolder } from './open-folder.ts';
import { openWindow } from './open-window.ts';
import { serveBrowserShell } from './serve-browser-shell.ts';

/** This file is built into out/main/, beside the engine and below the project's folder. */
const projectFolder = join(__dirname, '..', '..');
const closesWithinMs = 5_000;

let core: Core | undefined;
endAtUncaughtErrors({ name: 'core', save: () => core?.saveAnswers() });

/** Started by hand, or by a keeper, which has the port and starts this again when it ends by itself. */
const keeper = openKeeperLine(process.argv.slice(2));

async function main(): Promise<void> {
  const surroundings = readSurroundings();
  const read = parseLaunchOptions(process.argv.slice(keeper ? 3 : 2), {
    folder: findWorkingFolder(),
    homeFolder: surroundings.homeFolder,
  });
  if (read.type === 'refused') return end(2, sentenceOf(systemWords(), read.error));
  const { options } = read;
  let dataDir = options.dataDir;
  try {
    dataDir ??= defaultDataFolder(surroundings);
    await run(options, dataDir);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    if (error.code === 'locked' && dataDir !== undefined) return meetFirst(error, options, dataDir);
    const words = systemWords();
    const sentence = sentenceOf(words, error);
    end(1, isOfDataFolder(error.code) ? `${sentence}\n${words.terminal.otherFolder}` : sentence);
  }
}

async function run(options: LaunchOptions, dataDir: string): Promise<void> {
  const handover = await untilHandedOver();
  const isStartedAgain = handover?.isStartedAgain ?? false;
  const opened = await openCore({
    dataDir,
    modelsDir: options.modelsDir ?? join(projectFolder, 'models'),
    modelDir: options.modelDir,
    device: options.device,
    shell: 'browser',
    isStartedAgain,
    onLog: (line) => process.stderr.write(`core: ${line}\n`),
    startEngine: (options) => startEngineProcess(join(__dirname, 'engine.cjs'), options),
    openFolder,
  });
  core = opened;
  const shell = await serveBrowserShell({
    rendererDir: join(projectFolder, 'out', 'renderer'),
    port: handover?.isElsewhere ? 0 : (options.port ?? 0),
    token: handover?.token,
    boundPort: handover?.port,
    onPipe: (pipe) => opened.serve(pipe),
    takeDownload: (ticket) => opened.takeDownload(ticket),
    receiveFile: (name, pieces, options) => opened.receiveFile(name, pieces, options),
    receiveModelFile: (part, pieces) => opened.receiveModelFile(part, pieces),
  }).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  endCleanly(async () => {
    await opened.close();
    shell.close();
  });
  opened.announce({ address: shell.address });
  if (options.openPath !== undefined && !isStartedAgain) opened.openPath(options.openPath);
  keeper?.tell({ type: 'ready' });
  // Who has read the address has it still, and the window is there.
  if (isStartedAgain && !handover?.isElsewhere) return;
  process.stdout.write(`Palimpsest is ready: ${shell.address}\n`);
  if (options.opensWindow) await open(shell.address, dataDir);
}

/** What the keeper hands over; nothing for a server without one. A keeper that is gone before that leaves nothing to do. */
async function untilHandedOver(): Promise<Handover | undefined> {
  if (!keeper) return undefined;
  const leave = () => process.exit(1);
  process.once('disconnect', leave);
  const handover = await keeper.handover;
  process.off('disconnect', leave);
  return handover;
}

/** Another process holds the data folder: if it has a page, that is what the person wants to see. */
async function meetFirst(locked: CoreError, options: LaunchOptions, dataDir: string): Promise<void> {
  const address = locked.details?.address;
  const sentence = sentenceOf(systemWords(), locked);
  if (typeof address !== 'string' || !options.opensWindow) return end(1, sentence);
  process.stderr.write(`${sentence}\n`);
  const isOpened = await open(withPath(address, options.openPath), dataDir);
  end(isOpened ? 0 : 1);
}

/** The address at which a page opens this path. */
function withPath(address: string, path: string | undefined): string {
  return path === undefined ? address : `${address}&open=${encodeURIComponent(path)}`;
}

async function open(address: string, dataDir: string): Promise<boolean> {
  const obstacle = await openWindow({ address, dataDir });
  if (obstacle) process.stderr.write(`${systemWords().terminal.noWindow(obstacle)}\n`);
  return obstacle === undefined;
}

/** Ends once, with what was shown saved, whoever asks and however often: a signal, or the parent that goes away. */
function endCleanly(close: () => Promise<void>): void {
  let isEnding = false;
  const finish = () => {
    if (isEnding) return;
    isEnding = true;
    keeper?.tell({ type: 'ending' });
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
  // The line to a keeper would keep this process going.
  keeper?.tell({ type: 'ending' });
  if (process.connected) process.disconnect?.();
}

void main();
