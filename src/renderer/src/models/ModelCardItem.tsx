import { type RefObject, useEffect, useRef, useState } from 'react';
import type { ModelCard, ModelId } from '../../../shared/models-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { openModelFolder, shellKind } from '../connect.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { CheckModel, CheckNote } from './CheckModel.tsx';
import { cardFacts } from './card-facts.ts';
import { ModelFacts } from './ModelFacts.tsx';
import { useModelsPlace, useObserved } from './models-context.ts';
import { RemoveModel } from './RemoveModel.tsx';
import { UseModel } from './UseModel.tsx';
import { useFocusKept } from './use-focus-kept.ts';

/** A model: what it can do, what it takes, and what can be done with it. */
export function ModelCardItem({ card }: { readonly card: ModelCard }) {
  const words = useWords();
  // While another one is being loaded, what is told is still of the one before.
  const loaded = usePageState(({ model }) => (card.isCurrent && model?.name === card.name ? model : null));
  const device = loaded?.provider ?? card.speed?.device ?? null;
  const precision = loaded?.precision ?? card.precision;
  const { models } = useModelsPlace();
  const mishap = useObserved(models.state, (state) =>
    state.mishap?.modelId === card.modelId ? state.mishap.failure : null,
  );
  const item = useArrived(card.modelId);
  const id = `model-${card.modelId}`;
  return (
    <li
      ref={item}
      className="model-card"
      tabIndex={-1}
      data-testid="model-row"
      data-name={card.name}
      data-active={card.isCurrent}
      data-precision={precision ?? undefined}
      data-device={device ?? undefined}
      aria-labelledby={id}
    >
      <div className="model-head">
        <h3 id={id}>
          <bdi>{card.name}</bdi>
        </h3>
        {card.isCurrent && (
          <span className="model-mark">
            <span className="dot" />
            {words.models.cards.isCurrent}
          </span>
        )}
      </div>
      <p className="model-does">{words.models.cards.does(card)}</p>
      {card.problem && (
        <div className="note model-problem">
          <b>{loaded ? words.models.cards.problemOfLoaded : words.models.cards.problem}</b>{' '}
          {sentenceOf(words, card.problem)}
        </div>
      )}
      {card.isChanged && !card.problem && <p className="note model-problem">{words.models.cards.isChanged}</p>}
      <ModelFacts facts={cardFacts({ card, device, precision, threadCount: loaded?.threadCount ?? null }, words)} />
      {mishap && (
        <p role="alert" className="note model-problem">
          {sentenceOf(words, mishap)}
        </p>
      )}
      <CardActions card={card} />
    </li>
  );
}

/** A model that came just now has the focus once, so that what can be done with it is next. */
function useArrived(modelId: ModelId): RefObject<HTMLLIElement | null> {
  const item = useRef<HTMLLIElement>(null);
  const { models } = useModelsPlace();
  const isArrived = useObserved(models.state, (state) => state.arrivedId === modelId);
  useEffect(() => {
    if (!isArrived) return;
    models.greetArrived();
    item.current?.focus();
    item.current?.scrollIntoView({ block: 'nearest' });
  }, [isArrived, models]);
  return item;
}

function CardActions({ card }: { readonly card: ModelCard }) {
  const { cards: words } = useWords().models;
  const page = usePage();
  const { models } = useModelsPlace();
  const [asking, setAsking] = useState<'use' | 'remove' | null>(null);
  const actions = useFocusBack(asking);
  const kept = useFocusKept(() => actions.current?.closest('li') ?? null);
  const onDone = () => setAsking(null);
  if (asking === 'remove') return <RemoveModel card={card} onDone={onDone} />;
  if (asking === 'use') return <UseModel card={card} onDone={onDone} />;
  const take = () => {
    const isSaid = (page.state.get().chat?.blocks.length ?? 0) > 0;
    // Where nothing was said, nothing is read again, and nothing is asked.
    if (isSaid) setAsking('use');
    else models.take(card);
  };
  const canShow = shellKind() === 'electron' && card.canBeRemoved;
  return (
    <div ref={actions} className="model-actions" {...kept}>
      {!card.isCurrent && (
        <button
          type="button"
          className="button small"
          data-testid="model-use"
          aria-label={words.takeNamed(card.name)}
          disabled={card.problem !== null}
          onClick={take}
        >
          {words.take}
        </button>
      )}
      {canShow && (
        <button
          type="button"
          className="button quiet small"
          aria-label={words.showFolderNamed(card.name)}
          onClick={() => void openModelFolder(card.modelId)}
        >
          {words.showFolder}
        </button>
      )}
      <CheckModel card={card} />
      {card.canBeRemoved ? (
        <button
          type="button"
          className="button quiet small"
          data-testid="model-remove"
          aria-label={words.removeNamed(card.name)}
          onClick={() => setAsking('remove')}
        >
          {words.remove}
        </button>
      ) : (
        <span className="models-note">{words.cannotBeRemoved(card.origin)}</span>
      )}
      <CheckNote card={card} />
    </div>
  );
}

/** Once a question is answered, the focus is where it was asked from; what was pressed, or its card, may be gone with the answer. */
function useFocusBack(asking: 'use' | 'remove' | null): RefObject<HTMLDivElement | null> {
  const actions = useRef<HTMLDivElement>(null);
  const before = useRef(asking);
  useEffect(() => {
    const { current: asked } = before;
    before.current = asking;
    if (asking !== null || asked === null) return;
    const button = actions.current?.querySelector<HTMLElement>(`[data-testid="model-${asked}"]`);
    (button ?? actions.current?.closest('li'))?.focus();
  }, [asking]);
  return actions;
}
