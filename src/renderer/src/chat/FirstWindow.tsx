import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import './first-window.css';

/** What an empty chat shows: what this is, a minute that shows it, and ways to begin. */
export function FirstWindow() {
  const { firstWindow } = useWords();
  const model = usePageState((state) => state.model);
  const isHopeless = usePageState((state) => state.engine.type === 'failed' && state.model === null);
  return (
    <div className="transcript first-window">
      <div className="first-window-inner">
        <p className="first-sentence">{firstWindow.sentence}</p>
        {/* Without a model nobody would answer. */}
        {!isHopeless && <WaysToBegin />}
        {model && <p className="first-model">{firstWindow.model(model.name, model.parameterCount, model.isBundled)}</p>}
      </div>
    </div>
  );
}

function WaysToBegin() {
  const { firstWindow, tour: tourWords } = useWords();
  const page = usePage();
  const begin = (text: string) => {
    page.setDraft(text);
    if (text.endsWith(' ')) focusComposer();
    else void page.sending.send('button').then(focusComposer);
  };
  return (
    <>
      <button type="button" className="button" data-testid="tour" onClick={() => void page.tour.start(tourWords)}>
        {tourWords.offer}
      </button>
      <p className="first-or">{tourWords.orTalk}</p>
      <ul className="chips centred" aria-label={firstWindow.examplesList}>
        {firstWindow.examples.map((example) => (
          <li key={example}>
            <button type="button" className="chip" onClick={() => begin(example)}>
              {example.endsWith(' ') ? `${example}…` : example}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
