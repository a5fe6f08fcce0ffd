import type { AppContract } from '../shared/contract.ts';
import type { Handlers } from '../shared/wire.ts';
import { appHandlers } from './app-handlers.ts';
import type { Application } from './application.ts';
import { branchHandlers } from './branch-handlers.ts';
import { chatHandlers } from './chat-handlers.ts';
import { chatModelHandlers } from './chat-model-handlers.ts';
import { dataHandlers } from './data-handlers.ts';
import { deletedHandlers } from './deleted-handlers.ts';
import { deviceHandlers } from './device-handlers.ts';
import { draftHandlers } from './draft-handlers.ts';
import { eraseHandlers } from './erase-handlers.ts';
import { exportHandlers } from './export-handlers.ts';
import { formHandlers } from './form-handlers.ts';
import { hubHandlers } from './hub-handlers.ts';
import { importHandlers } from './import-handlers.ts';
import { libraryHandlers } from './library-handlers.ts';
import { placeHandlers } from './place-handlers.ts';
import { turnHandlers } from './turn-handlers.ts';
import { windowHandlers } from './window-handlers.ts';

/** What the core does for a page, by the contract's names. */
export function handlersOf(app: Application): Handlers<AppContract> {
  return {
    ...appHandlers(app),
    ...chatHandlers(app),
    ...chatModelHandlers(app),
    ...dataHandlers(app),
    ...deletedHandlers(app),
    ...deviceHandlers(app),
    ...draftHandlers(app),
    ...eraseHandlers(app),
    ...exportHandlers(app),
    ...formHandlers(app),
    ...hubHandlers(app),
    ...importHandlers(app),
    ...libraryHandlers(app),
    ...placeHandlers(app),
    ...turnHandlers(app),
    ...branchHandlers(app),
    ...windowHandlers(app),
  };
}
