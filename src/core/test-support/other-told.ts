import type { OtherModelView } from '../../shared/chat-model-view.ts';
import type { ChatEvent } from '../../shared/views.ts';
import type { HeardChat } from './open-test-application.ts';

/** What the chat's page was told last of its own model; null: that it is the one in use. */
export function otherTold({ events }: HeardChat): OtherModelView | null {
  const told = events.flatMap((event: ChatEvent) => {
    if (event.type === 'snapshot') return [event.chat.otherModel];
    return event.type === 'otherModel' ? [event.otherModel] : [];
  });
  return told.at(-1) ?? null;
}
