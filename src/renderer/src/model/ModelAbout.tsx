import { usePageState, useWords } from '../state/page-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import './model-about.css';

/** What is known of the model, and what has left this computer: each with a line of words. */
export function ModelAbout({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const model = usePageState((state) => state.model);
  const requests = usePageState((state) => state.requests);
  if (!model) return null;
  const rows: readonly (readonly [string, string])[] = [
    [words.model.parameters, words.formats.count(model.parameterCount)],
    [words.model.window, words.model.windowSays(model.windowTokens)],
    [words.model.languages, words.model.languagesSays(model.languages)],
    [words.model.precision, words.model.precisionSays(model.precision)],
    [words.model.device, words.chats.machine(model.provider, model.threadCount)],
    [words.model.licence, model.licence ?? words.model.notKnown],
  ];
  return (
    <Dialog
      title={model.name}
      lead={model.isBundled ? words.model.does.bundled : words.model.does.other}
      onClose={onClose}
    >
      <dl className="model-about" tabIndex={0}>
        {rows.map(([name, says]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{says}</dd>
          </div>
        ))}
        {requests && (
          <div>
            <dt>{words.model.network}</dt>
            <dd>{words.requests.says(requests.sent, requests.refused, requests.sinceMs)}</dd>
          </div>
        )}
      </dl>
      <div className="dialog-buttons">
        <span className="grow" />
        <button type="button" className="button" onClick={onClose}>
          {words.model.close}
        </button>
      </div>
    </Dialog>
  );
}
