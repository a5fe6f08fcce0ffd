import type { EngineView } from '../shared/views.ts';
import { CoreError } from '../shared/wire.ts';
import { MOST_ENDS } from './engine-ends.ts';
import type { EngineExit } from './engine-process.ts';

/** The sentence of a model that the engine (or the core before it) refused; other reasons are told as they came. */
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
  const what = isHung ? 'stopped answering' : 'ended';
  return new CoreError(
    isHung ? 'engineKeepsHanging' : 'engineKeepsEnding',
    `The engine ${what} ${MOST_ENDS} times and is not started again by itself. Your chats are safe. Close other ` +
      'programs, because too little memory is the most common reason, and press Try again.',
    { times: MOST_ENDS, how: exit?.signal ?? exit?.exitCode ?? '' },
  );
}

function engineFailed(error: unknown): CoreError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CoreError('engineFailed', `The engine cannot be started: ${reason} Press Try again when that is mended.`, {
    reason,
  });
}
