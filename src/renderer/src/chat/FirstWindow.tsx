import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import './first-window.css';

/** What an empty chat shows: what this is, in a few words, and ways to begin. */
export function FirstWindow() {
  const words = useWords();
  const page = usePage();
  const model = usePageState((state) => state.model);
  const isHopeless = usePageState((state) => state.engine.type === 'failed' && state.model === null);
  const { firstWindow } = words;

  const begin = (text: string) => {
    page.setDraft(text);
    focusComposer();
  };
  return (
    <div className="transcript first-window">
      <div className="first-window-inner">
        <p className="first-sentence">{firstWindow.sentence}</p>
        <dl className="terms">
          {firstWindow.terms.map(({ term, kind, says }) => (
            <div key={term}>
              <dt className={`term-${kind}`}>{term}</dt>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
        {/* Without a model nobody would answer. */}
        {!isHopeless && (
          <ul className="chips centred" aria-label={firstWindow.examplesList}>
            {firstWindow.examples.map((example) => (
              <li key={example}>
                <button type="button" className="chip" onClick={() => begin(example)}>
                  {example.endsWith(' ') ? `${example}…` : example}
                </button>
              </li>
            ))}
          </ul>
        )}
        {model && <p className="first-model">{firstWindow.model(model.name, model.parameterCount, model.isBundled)}</p>}
      </div>
    </div>
  );
}
