import type { EngineModel } from '../../shared/engine-contract.ts';
import type { Pipe, WireError, WireMessage } from '../../shared/wire.ts';
import type { EngineExit, EngineProcess } from '../engine-process.ts';

/** Only what the link hands on of a model: the rest is the engine's. */
export const fakeModel = { checkpointHash: 'fake', provider: 'cpu', windowTokens: 512 } as EngineModel;

interface Shells {
  /** Whether a kill closes the line and tells of the exit, as it should; set to false for a process that will not go. */
  readonly diesWhenKilled: boolean;
}

/** An engine that does nothing by itself: a test says when it is started, loaded, silent, and gone, in any order. */
export class FakeEngine {
  isKilled = false;
  isStarted = false;
  /** Answers no ping any more, as a process whose loop stands still. */
  isSilent = false;
  pingCount = 0;
  readonly started: Promise<EngineProcess>;
  private readonly shells: Shells;
  private readonly exited: Promise<EngineExit>;
  private announceExit: (exit: EngineExit) => void = () => {};
  private resolveStart: (process: EngineProcess) => void = () => {};
  private rejectStart: (error: Error) => void = () => {};
  private readonly closeListeners: (() => void)[] = [];
  private readonly messageListeners: ((message: WireMessage) => void)[] = [];
  private loadId: number | undefined;
  private isOpen = true;
  private isSettled = false;

  constructor(shells: Shells = { diesWhenKilled: true }) {
    this.shells = shells;
    this.exited = new Promise((resolve) => {
      this.announceExit = resolve;
    });
    this.started = new Promise((resolve, reject) => {
      this.resolveStart = resolve;
      this.rejectStart = reject;
    });
    this.started.catch(() => {});
  }

  /** The line is open and nobody ended the process. */
  get isUsable(): boolean {
    return this.isOpen && !this.isKilled;
  }

  get isLoading(): boolean {
    return this.loadId !== undefined;
  }

  start(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.isStarted = true;
    this.resolveStart({ pipe: this.pipe(), exited: this.exited, kill: () => this.kill() });
  }

  failToStart(error: Error): void {
    this.isSettled = true;
    this.rejectStart(error);
  }

  load(): void {
    this.answerLoad((id) => ({ type: 'result', id, result: fakeModel }));
  }

  refuse(error: WireError): void {
    this.answerLoad((id) => ({ type: 'error', id, error }));
  }

  closeLine(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const listener of this.closeListeners) listener();
  }

  exit(exit: EngineExit = { exitCode: null, signal: 'SIGKILL' }): void {
    this.announceExit(exit);
  }

  private answerLoad(answer: (id: number) => WireMessage): void {
    const id = this.loadId;
    if (id === undefined) return;
    this.loadId = undefined;
    this.deliver(answer(id));
  }

  private deliver(message: WireMessage): void {
    if (!this.isOpen) return;
    for (const listener of this.messageListeners) listener(message);
  }

  private hear(message: WireMessage): void {
    if (message.type !== 'call') return;
    if (message.method === 'model.load') this.loadId = message.id;
    if (message.method !== 'ping') return;
    this.pingCount += 1;
    if (!this.isSilent) queueMicrotask(() => this.deliver({ type: 'result', id: message.id, result: undefined }));
  }

  private kill(): void {
    this.isKilled = true;
    if (!this.shells.diesWhenKilled) return;
    this.closeLine();
    this.exit();
  }

  private pipe(): Pipe {
    return {
      send: (message) => {
        if (this.isOpen) this.hear(message);
      },
      onMessage: (listener) => this.messageListeners.push(listener),
      onClose: (listener) => this.closeListeners.push(listener),
      close: () => this.closeLine(),
    };
  }
}
