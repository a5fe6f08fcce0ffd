import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import { engineEnvironment } from '../core/engine-environment.ts';
import type { StartEngineOptions } from '../core/engine-process.ts';
import { keepOutput } from '../core/kept-output.ts';
import type { ToCore } from './core-messages.ts';
import { killAtOnce } from './kill-at-once.ts';

/** The engines of one core's process: started and ended when it asks, and all ended with it. */
export interface Engines {
  start(engineId: number, options: StartEngineOptions): void;
  kill(engineId: number): void;
  killAll(): void;
}

/** `tellCore` carries what becomes of them, with an engine's end of its line to the core. */
export function openEngines(
  enginePath: string,
  tellCore: (message: ToCore, ports?: MessagePortMain[]) => void,
): Engines {
  const running = new Map<number, UtilityProcess>();

  function start(engineId: number, { keepsOutput = false }: StartEngineOptions): void {
    const engine = utilityProcess.fork(enginePath, [], {
      serviceName: 'Palimpsest engine',
      stdio: keepsOutput ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      // Of use where malloc is the C library's; a Chromium that brings an allocator of its own takes no notice.
      env: engineEnvironment(process.env, process.platform),
    });
    running.set(engineId, engine);
    const output = keepOutput(engine.stdout, engine.stderr);
    engine.once('spawn', () => {
      const { port1, port2 } = new MessageChannelMain();
      engine.postMessage({ type: 'port' }, [port1]);
      tellCore({ type: 'engine-started', engineId }, [port2]);
    });
    engine.once('exit', (exitCode) => {
      running.delete(engineId);
      tellCore({
        type: 'engine-exited',
        engineId,
        exit: { exitCode, signal: null, ...(keepsOutput && { printed: output.soFar() }) },
      });
    });
  }

  return {
    start,
    kill: (engineId) => killAtOnce(running.get(engineId)),
    killAll: () => {
      for (const engine of running.values()) killAtOnce(engine);
    },
  };
}
