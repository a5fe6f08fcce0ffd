import { useEffect, useRef, useState } from 'react';
import type { ModelCard, ModelChats } from '../../../shared/models-view.ts';
import { usePage, useWords } from '../state/page-context.ts';
import { ModelQuestion } from './ModelQuestion.tsx';
import { useModelsPlace } from './models-context.ts';

export interface RemoveModelProps {
  readonly card: ModelCard;
  readonly onDone: () => void;
}

/** Asks before a model goes, and says what goes and which chats are left without it: the focus is on what keeps it. */
export function RemoveModel({ card, onDone }: RemoveModelProps) {
  const { models: modelWords, chats: chatWords } = useWords();
  const { cards: words } = modelWords;
  const { models, checks } = useModelsPlace();
  const { chats, isAnswered } = useChatsOf(card);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <ModelQuestion name={words.removeNamed(card.name)} onLeave={onDone}>
      <p>
        {words.removal(card.name, card.diskBytes)} {card.isCurrent && words.removalOfCurrent}
      </p>
      <p role="status" data-testid="model-chats">
        {chats !== null &&
          words.chatsOf({ ...chats, titles: chats.titles.map((title) => title || chatWords.untitled) })}
      </p>
      <div className="model-actions">
        <button ref={keep} type="button" className="button small" onClick={onDone}>
          {words.no}
        </button>
        <button
          type="button"
          className="button quiet small"
          data-testid="model-remove-yes"
          disabled={!isAnswered}
          onClick={() => {
            onDone();
            checks.forget(card.modelId);
            models.remove(card);
          }}
        >
          {words.yes}
        </button>
      </div>
    </ModelQuestion>
  );
}

interface ToldChats {
  /** Null until they are told, and where they cannot be. */
  readonly chats: ModelChats | null;
  readonly isAnswered: boolean;
}

function useChatsOf({ modelId }: ModelCard): ToldChats {
  const { core } = usePage();
  const [told, setTold] = useState<ToldChats>({ chats: null, isAnswered: false });
  useEffect(() => {
    let isLeft = false;
    core.call('models.chatsOf', { modelId }).then(
      (chats) => !isLeft && setTold({ chats, isAnswered: true }),
      // What keeps it from being told keeps nobody from removing it: where that cannot be done either, it says so.
      () => !isLeft && setTold({ chats: null, isAnswered: true }),
    );
    return () => {
      isLeft = true;
    };
  }, [core, modelId]);
  return told;
}
