import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SpareEngines } from '../core/spare-engine.ts';
import { startEngineProcess } from './engine-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-engine-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that prints to both of its outputs, as native code does, and then ends or waits. */
function script(rest: string): string {
  const path = join(folder, 'engine.cjs');
  const prints =
    "require('node:fs').writeSync(1, 'Heard. ');\nrequire('node:fs').writeSync(2, 'No driver is here.\\n');\n";
  writeFileSync(path, prints + rest);
  return path;
}

describe("what an engine's process prints", () => {
  it('is kept where it is meant to be, and told with its end', async () => {
    const engine = await startEngineProcess(script('process.exit(3);'), { keepsOutput: true });
    const { printed, ...exit } = await engine.exited;
    expect(exit).toEqual({ exitCode: 3, signal: null });
    expect(printed).toContain('Heard.');
    expect(printed).toContain('No driver is here.');
  });

  it('is kept up to its last characters', async () => {
    const much = "require('node:fs').writeSync(2, 'x'.repeat(50_000) + 'the last');\nprocess.exit(0);";
    const engine = await startEngineProcess(script(much), { keepsOutput: true });
    const { printed = '' } = await engine.exited;
    expect(printed.length).toBeLessThanOrEqual(4_000);
    expect(printed).toMatch(/the last$/);
  });

  it('is logged of an engine for one job that fell, and of no other', async () => {
    const lines: string[] = [];
    const open = (path: string) =>
      new SpareEngines({
        startEngine: (options) => startEngineProcess(path, options),
        onLog: (line) => lines.push(line),
      });
    const job = { what: 'a test', signal: new AbortController().signal, limitMs: 20_000 };
    const fell = open(script("process.on('message', () => process.exit(5));"));
    await expect(fell.run(job, (engine) => engine.call('ping', {}))).rejects.toMatchObject({
      code: 'spareEngineEnded',
      details: { how: 5 },
    });
    expect(lines).toEqual([
      expect.stringMatching(/^The engine for a test ended, and had printed: .*No driver is here\.$/),
    ]);

    lines.length = 0;
    const alive = open(script("process.on('message', () => {});"));
    await expect(alive.run(job, () => Promise.reject(new Error('The job failed.')))).rejects.toThrow('The job failed.');
    expect(lines).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('the program that has an engine end together with this process', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is looked for again where it could not be started', async () => {
    vi.resetModules();
    const { startEngineProcess: start } = await import('./engine-process.ts');
    const led = join(folder, 'led');
    const startAndEnd = async () => (await start(script('process.exit(3);'), { keepsOutput: true })).exited;

    const path = process.env.PATH;
    vi.stubEnv('PATH', join(folder, 'nothing'));
    expect(await startAndEnd()).toMatchObject({ exitCode: 3 });

    writeFileSync(join(folder, 'setpriv'), `#!/bin/sh\necho "$@" >> ${led}\nshift 2\nexec "$@"\n`, { mode: 0o700 });
    vi.stubEnv('PATH', `${folder}:${path}`);
    for (let engine = 0; engine < 2; engine++) expect(await startAndEnd()).toMatchObject({ exitCode: 3 });
    // Once to find it, and once for each engine.
    const lines = readFileSync(led, 'utf8').trimEnd().split('\n');
    expect(lines[0]).toBe('--pdeathsig KILL true');
    expect(lines.slice(1)).toEqual(Array(2).fill(expect.stringContaining('engine.cjs')));
  });
});

describe('an engine that cannot be started', () => {
  it.skipIf(process.platform === 'win32')(
    'for want of file handles is an error of whoever asked, and of nobody else',
    () => {
      const asks = `
      import { openSync } from 'node:fs';
      import { startEngineProcess } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'engine-process.ts')).href)};
      try { for (;;) openSync('/dev/null'); } catch {}
      const tell = (error) => console.log(error.code, error.details.cause);
      await startEngineProcess('/dev/null', { keepsOutput: true }).catch(tell);
    `;
      const limited = `ulimit -n 60 && exec "$0" --input-type=module -e "$1"`;
      const { stdout, status } = spawnSync('sh', ['-c', limited, process.execPath, asks], { encoding: 'utf8' });
      expect([stdout, status]).toEqual([expect.stringMatching(/^engineNotStarted .*EMFILE/), 0]);
    },
  );
});
