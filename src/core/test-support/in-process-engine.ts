import { type EngineOptions, openEngine } from '../../engine/open-engine.ts';
import { engineContract } from '../../shared/engine-contract.ts';
import { openMemoryPipes } from '../../shared/memory-pipe.ts';
import { serve } from '../../shared/serve.ts';
import type { Pipe } from '../../shared/wire.ts';
import type { EngineExit, EngineProcess } from '../engine-process.ts';

/** How an engine's end comes to be known: Node tells the line first; Electron tells both by channels of their own. */
export type EndOrder = 'lineFirst' | 'exitFirst';

/** The real engine in this process, with an end that can be had in either order. */
export interface InProcessEngine extends EngineProcess {
  /** Ends it; what is told second comes `gapMs` later. */
  end(order: EndOrder, gapMs: number): void;
  /** Settles after the end, when nothing of it runs or writes any more. */
  readonly quiet: Promise<unknown>;
}

export function startInProcessEngine(options: EngineOptions = {}): InProcessEngine {
  const [corePipe, enginePipe] = openMemoryPipes();
  const engine = openEngine(options);
  serve(enginePipe, engineContract, engine.handlers);
  let announceExit: (exit: EngineExit) => void;
  const exited = new Promise<EngineExit>((resolve) => {
    announceExit = resolve;
  });
  let announceQuiet: () => void;
  const quiet = new Promise<void>((resolve) => {
    announceQuiet = resolve;
  });
  let isEnded = false;
  const line = cutLine(corePipe);

  function end(order: EndOrder, gapMs: number): void {
    if (isEnded) return;
    isEnded = true;
    line.cut();
    const tell = [() => corePipe.close(), () => announceExit({ exitCode: null, signal: 'SIGKILL' })];
    if (order === 'exitFirst') tell.reverse();
    tell[0]?.();
    setTimeout(() => tell[1]?.(), gapMs);
    // What it was computing goes on unheard for a moment; its memory goes then.
    engine.close().then(announceQuiet, announceQuiet);
  }
  return { pipe: line.pipe, exited, end, kill: () => end('lineFirst', 0), quiet };
}

/** A line on which a process that has ended says nothing more, though it is not known to be closed yet. */
function cutLine(pipe: Pipe): { readonly pipe: Pipe; cut(): void } {
  let isCut = false;
  return {
    cut: () => {
      isCut = true;
    },
    pipe: {
      ...{ onClose: (listener) => pipe.onClose(listener), close: () => pipe.close() },
      send: (message) => {
        if (!isCut) pipe.send(message);
      },
      onMessage: (listener) => pipe.onMessage((message) => !isCut && listener(message)),
    },
  };
}
