import type { EngineView } from '../shared/views.ts';
import { type CarryingNeeds, type CarryingParts, openCarryingParts } from './carrying-parts.ts';
import { type ChatNeeds, type ChatParts, openChatParts } from './chat-parts.ts';
import { type Ground, type GroundOptions, openGround } from './ground.ts';
import { type ModelNeeds, type ModelParts, openModelParts } from './models/model-parts.ts';

/** What an application is put together from. */
export interface ApplicationOptions
  extends GroundOptions,
    Pick<ChatNeeds, 'randomSeed'>,
    Pick<ModelNeeds, 'here' | 'manifest' | 'devices'>,
    Pick<CarryingNeeds, 'incomingDir' | 'printPdf' | 'openFolder'> {}

/** All parts by their names. Whoever uses some of them says which: `Pick<ModelParts, 'hub'>`, `Ground & ChatParts`. */
export interface Application extends Ground, ChatParts, ModelParts, CarryingParts {
  /** Told by the engine's link. A ready engine is a cold one: what the open chats need is prepared. */
  whenEngineChanged(engine: EngineView): void;
  /** Turns are written in another form from now on: every cache holds another prompt than the next one. */
  whenFormChanged(): void;
}

/** Puts the parts together: what is to happen in several of them at once is said here, and nowhere else. */
export function openParts(options: ApplicationOptions): Application {
  const ground = openGround(options);
  const { here, randomSeed } = options;
  const chatParts = openChatParts(ground, { shelf: here.shelf, randomSeed, onAnswered: () => modelParts.noteSpeed() });
  const { context, chats, list } = chatParts;
  const onChanged = () => chatParts.tellOwnModels();
  const modelParts: ModelParts = openModelParts(ground, {
    ...{ ...options, queue: context.queue, preparer: chatParts.preparer, chats, onChanged },
  });
  const carryingParts = openCarryingParts(ground, { ...options, ...chatParts });
  return {
    ...{ ...ground, ...chatParts, ...modelParts, ...carryingParts },
    whenEngineChanged: (engine) => {
      ground.events.send({ type: 'engine', engine });
      modelParts.shownModels.changed();
      if (engine.type !== 'ready') {
        chatParts.ledger.whenEngineGone();
        return;
      }
      carryingParts.checkIds();
      chatParts.tellOwnModels();
      chatParts.tellModel();
      modelParts.devices.whenReady();
      chatParts.prepareOpenChats();
    },
    whenFormChanged: () => {
      modelParts.shownModels.changed();
      chatParts.tellModel();
      list.cachesChanged();
      chatParts.prepareOpenChats();
    },
    close: async () => {
      chatParts.stopBeginning();
      // Whatever else an end has to wait for, the answers do not wait for that.
      await Promise.all([chatParts.endAnswers(), modelParts.close(), carryingParts.close()]);
      // An answer that ends tells how fast it was written.
      await modelParts.learnt.settled();
      await chatParts.close();
    },
  };
}
