import type { ModelSwitchView, OtherModelView } from '../../../shared/chat-model-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Icon } from '../ui/Icon.tsx';
import { tip } from '../ui/watch-tips.ts';
import { ModelPriceWords } from './ModelPriceWords.tsx';
import { useModelPrice } from './use-model-price.ts';
import './model-note.css';

/** Calm lines by the composer: a model is on its way, could not be used, or is another one than this chat goes on with. */
export function ModelNote() {
  const coming = usePageState((state) => state.modelSwitch.coming);
  const refused = usePageState((state) => state.modelSwitch.refused);
  const other = usePageState((state) => state.chat?.otherModel ?? null);
  return (
    <>
      <div role="status">{coming && <Coming coming={coming} />}</div>
      <div role="status">{refused && <Refused refused={refused} />}</div>
      {other && !coming && <Other other={other} />}
    </>
  );
}

function Coming({ coming }: { readonly coming: NonNullable<ModelSwitchView['coming']> }) {
  const { chatModel: words } = useWords();
  const { chatModels } = usePage();
  const { name, step } = coming;
  return (
    <p className="model-note" data-testid="model-coming" data-step={step}>
      {step === 'loading' ? words.loading(name) : words.afterAnswers(name)}{' '}
      <button type="button" className="quiet-link" onClick={() => void chatModels.stop().then(focusComposer)}>
        {words.stop}
      </button>
    </p>
  );
}

function Refused({ refused }: { readonly refused: NonNullable<ModelSwitchView['refused']> }) {
  const words = useWords();
  const { chatModels } = usePage();
  const { modelId, name, failure, inUse, chatId } = refused;
  const isOpen = usePageState((state) => state.openChatId === chatId);
  const isForMemory = failure.code === 'badModel' && failure.details?.reason === 'largerThanMemory';
  return (
    <div className="note model-refused" data-testid="model-refused">
      <span>{words.chatModel.refused(name, sentenceOf(words, failure), inUse)}</span>
      {isForMemory && isOpen && (
        <button
          type="button"
          className="chip"
          onClick={() => {
            void chatModels.use(modelId, { loadsAnyway: true });
            focusComposer();
          }}
        >
          {words.chatModel.loadAnyway}
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={words.link.dismiss}
        onClick={() => void chatModels.dismissRefused().then(focusComposer)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

/** Until a person has chosen, nothing is answered in the chat. */
function Other({ other: { own, inUse } }: { readonly other: OtherModelView }) {
  const { chatModel: words } = useWords();
  const { chatModels } = usePage();
  const asked = useModelPrice(inUse.modelId);
  const use = (modelId: string) => {
    void chatModels.use(modelId);
    focusComposer();
  };
  const { modelId } = own;
  return (
    <fieldset className="model-note other-model" aria-label={words.choice} data-testid="other-model">
      <span role="status">{modelId === null ? words.gone(own.name) : words.other(own.name, inUse.name)}</span>{' '}
      {modelId !== null && (
        <button type="button" className="chip" {...tip(words.loads(own.loadBytes))} onClick={() => use(modelId)}>
          {words.use(own.name)}
        </button>
      )}
      <button type="button" className="chip" onClick={() => use(inUse.modelId)}>
        {words.goOn(inUse.name)}
      </button>
      {/* What is above it does not move when the price is there. */}
      {asked ? <ModelPriceWords asked={asked} /> : <span className="model-price">{words.counting}</span>}
    </fieldset>
  );
}
