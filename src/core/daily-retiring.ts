import { DAY_MS } from '../shared/day.ts';
import type { ChatParts } from './chat-parts.ts';
import { forget, tellDeletedCount } from './deleted-handlers.ts';
import type { Ground } from './ground.ts';
import type { ModelParts } from './models/model-parts.ts';

type Needs = Ground & ChatParts & Pick<ModelParts, 'shelf'>;

/**
 * A little more than a day of the machine's own time, which no change of its clock makes shorter: two looks that must be a day apart are,
 * also where the clock was corrected by a moment in between.
 */
const LOOKS_EVERY_MS = DAY_MS + 600_000;

/**
 * Looks once a day, while the application goes on, for deleted chats whose time is over; each look counts as a start does. Where none
 * are kept there is nothing to look for: what can be undone is there until this run is over. Gives what stops it.
 */
export function startDailyRetiring(app: Needs): () => void {
  const timer = setInterval(() => {
    try {
      retire(app);
    } catch (error) {
      app.onLog(`looking for deleted chats: ${error instanceof Error ? error.stack : error}`);
    }
  }, LOOKS_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function retire(app: Needs): void {
  const { upkeep, settings, chats } = app.store;
  const keptDays = settings.app().deletedKeptDays;
  if (keptDays === 0) return;
  const before = chats.listDeleted();
  if (upkeep.retireOverdue({ nowMs: app.context.nowMs(), keptDays }) === 0) return;
  for (const { id } of before) if (chats.getAny(id) === null) forget(app, id);
  tellDeletedCount(app);
  app.purging.wake();
}
