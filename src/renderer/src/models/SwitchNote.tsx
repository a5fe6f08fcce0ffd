import type { ModelSwitchView } from '../../../shared/chat-model-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { isOfMemory } from './is-of-memory.ts';
import { useModelsPlace, useObserved } from './models-context.ts';
import { useFocusKept } from './use-focus-kept.ts';

/** A model that is being loaded, or the last one that could not be. */
export function SwitchNote() {
  const { chatModel: words } = useWords();
  const { chatModels } = usePage();
  const coming = usePageState((state) => state.modelSwitch.coming);
  const refused = usePageState((state) => state.modelSwitch.refused);
  const kept = useFocusKept(() => document.getElementById('models-title'));
  return (
    <>
      <div role="status" {...kept}>
        {coming && (
          <p className="models-says switch-note" data-testid="model-switch" data-step={coming.step}>
            <span className="dot" />
            {coming.step === 'loading' ? words.loading(coming.name) : words.afterAnswers(coming.name)}{' '}
            <button type="button" className="quiet-link" onClick={() => void chatModels.stop()}>
              {words.stop}
            </button>
          </p>
        )}
      </div>
      <div role="alert" {...kept}>
        {refused && !coming && <Refused refused={refused} />}
      </div>
    </>
  );
}

function Refused({ refused }: { readonly refused: NonNullable<ModelSwitchView['refused']> }) {
  const words = useWords();
  const { chatModels } = usePage();
  const { models } = useModelsPlace();
  const { modelId, name, failure, inUse } = refused;
  const card = useObserved(models.state, ({ view }) => view?.models.find((model) => model.modelId === modelId) ?? null);
  return (
    <div className="note switch-refused" data-testid="model-refused">
      <p>{words.chatModel.refused(name, sentenceOf(words, failure), inUse)}</p>
      <div className="model-actions">
        {isOfMemory(failure) && card && (
          <button
            type="button"
            className="button quiet small"
            data-testid="model-load-anyway"
            onClick={() => {
              void chatModels.dismissRefused();
              models.take(card, { loadsAnyway: true });
            }}
          >
            {words.models.cards.loadAnyway}
          </button>
        )}
        <button type="button" className="button quiet small" onClick={() => void chatModels.dismissRefused()}>
          {words.models.bring.close}
        </button>
      </div>
    </div>
  );
}
