import type { EngineView } from '../shared/views.ts';
import { CoreError } from '../shared/wire.ts';
import { MOST_ENDS } from './engine-ends.ts';
import type { EngineLife, LifeEnd } from './engine-life.ts';
import type { EngineExit } from './engine-process.ts';

/** What the engine (or the core before it) says of a model that it refused; other reasons are told as they came. */
export function refusal(error: unknown): CoreError {
  return error instanceof CoreError ? error : engineFailed(error);
}

/** No engine process could be started, again and again. */
export function notStarted(error: unknown): CoreError {
  return engineFailed(error);
}

/** Engines were started and all ended: what is known of how, and what a person can do. */
export function keepsEnding(view: EngineView, exit: EngineExit | null): CoreError {
  const isHung = view.type === 'restarting' && view.reason === 'hung';
  const details = { times: MOST_ENDS, how: exit?.signal ?? exit?.exitCode ?? undefined };
  return isHung ? new CoreError('engineKeepsHanging', details) : new CoreError('engineKeepsEnding', details);
}

/** An engine ended that computed on a device: by all that is known that one is to blame. */
export function deviceFailure({ device }: EngineLife, end: LifeEnd, exit: EngineExit | null): CoreError {
  if (end.type === 'deviceFailed') return end.error;
  const name = device ?? '';
  if (end.type === 'hung') return new CoreError('deviceHung', { device: name });
  return new CoreError('deviceEnded', { device: name, how: exit?.signal ?? exit?.exitCode ?? undefined });
}

function engineFailed(error: unknown): CoreError {
  if (error instanceof CoreError) return new CoreError('engineFailed', { cause: error.details?.cause?.toString() });
  return new CoreError('engineFailed', { cause: error instanceof Error ? error.message : String(error) });
}
