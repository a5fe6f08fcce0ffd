import type { PlayingSpeed, ReplayStep, StepKind } from '../../shared/replay-view.ts';

/** Where a replay stands: at a step, of which `fraction` has happened (0 to 1). */
export interface Position {
  readonly step: number;
  readonly fraction: number;
  readonly isPlaying: boolean;
  readonly speed: number;
}

/** The frames of a screen, or of a test. */
export interface Frames {
  /** Calls once, with the time in milliseconds, and gives what `cancel` takes. */
  request(then: (nowMs: number) => void): number;
  cancel(request: number): void;
}

export interface PlayingOptions {
  readonly steps: readonly Pick<ReplayStep, 'kind' | 'measuredMs'>[];
  readonly speeds: readonly Pick<PlayingSpeed, 'stretch' | 'pauseShare'>[];
  readonly firstSpeed: number;
  readonly frames: Frames;
  /** Nothing may move: a step has happened at once, and takes its time all the same. */
  readonly isStill: () => boolean;
  readonly onChange: (position: Position) => void;
}

/** To look at what has just happened: the player's own time, and nothing that was measured. */
const pauseMs: Readonly<Record<StepKind, number>> = {
  said: 1_100,
  forgot: 1_900,
  read: 500,
  wrote: 1_500,
  told: 1_700,
};

/** Goes through the steps of a replay: by hand, or by itself. */
export class Playing {
  private readonly options: PlayingOptions;
  private step: number;
  private fraction = 1;
  private isPlaying = false;
  private speed: number;
  private request: number | null = null;
  /** When the step began in playing; null: with the next frame. */
  private begunAtMs: number | null = null;

  constructor(options: PlayingOptions) {
    this.options = options;
    this.step = 0;
    this.speed = options.firstSpeed;
  }

  get position(): Position {
    const { step, fraction, isPlaying, speed } = this;
    return { step, fraction, isPlaying, speed };
  }

  /** Straight to a step, as it is when all of it has happened. */
  goTo(step: number): void {
    this.halt();
    this.isPlaying = false;
    this.step = Math.max(0, Math.min(this.options.steps.length - 1, step));
    this.fraction = 1;
    this.tell();
  }

  back(): void {
    this.goTo(this.step - 1);
  }

  /** The next step is seen happening, and no other after it. Pressed while one happens, that one has happened. */
  next(): void {
    const isHappening = this.fraction < 1;
    if (isHappening || this.isAtEnd()) this.goTo(isHappening ? this.step : this.step + 1);
    else {
      this.halt();
      this.isPlaying = false;
      this.begin(this.step + 1);
    }
  }

  toggle(): void {
    if (this.isPlaying) this.goTo(this.step);
    else this.play();
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    // What of the step has happened stays: the rest goes on at the other speed.
    this.begunAtMs = null;
    this.tell();
  }

  private play(): void {
    this.halt();
    this.isPlaying = true;
    if (this.isAtEnd()) this.begin(0);
    else if (this.fraction < 1) this.begin(this.step);
    else this.begin(this.step === 0 ? 0 : this.step + 1);
  }

  private begin(step: number): void {
    this.step = step;
    this.fraction = this.lastsMs() === 0 || this.options.isStill() ? 1 : 0;
    this.begunAtMs = null;
    this.tell();
    this.await();
  }

  private await(): void {
    if (!this.isPlaying && this.fraction === 1) return;
    this.request = this.options.frames.request((nowMs) => this.frame(nowMs));
  }

  private frame(nowMs: number): void {
    this.request = null;
    const lastsMs = this.lastsMs();
    // With a speed that changed it began as if it had always been that.
    this.begunAtMs ??= nowMs - (this.options.isStill() ? 0 : this.fraction * lastsMs);
    const sinceMs = nowMs - this.begunAtMs;
    if (this.fraction < 1) {
      this.fraction = Math.min(1, sinceMs / lastsMs);
      this.tell();
    }
    if (this.isPlaying && sinceMs >= lastsMs + this.pausesMs()) this.afterStep();
    else this.await();
  }

  private afterStep(): void {
    if (this.isAtEnd()) this.goTo(this.step);
    else this.begin(this.step + 1);
  }

  private lastsMs(): number {
    const measuredMs = this.options.steps[this.step]?.measuredMs ?? 0;
    return measuredMs * (this.options.speeds[this.speed]?.stretch ?? 1);
  }

  private pausesMs(): number {
    const kind = this.options.steps[this.step]?.kind ?? 'said';
    return pauseMs[kind] * (this.options.speeds[this.speed]?.pauseShare ?? 1);
  }

  private isAtEnd(): boolean {
    return this.step >= this.options.steps.length - 1;
  }

  private halt(): void {
    if (this.request !== null) this.options.frames.cancel(this.request);
    this.request = null;
  }

  private tell(): void {
    this.options.onChange(this.position);
  }
}
