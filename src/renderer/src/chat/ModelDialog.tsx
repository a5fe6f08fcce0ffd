import { useRef } from 'react';
import { usePage, useWords } from '../state/page-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { focusComposer } from '../ui/focus-composer.ts';
import { ModelPriceWords } from './ModelPriceWords.tsx';
import { canDecide, useModelPrice } from './use-model-price.ts';

export interface ModelDialogProps {
  readonly model: { readonly modelId: string; readonly name: string };
  readonly onClose: () => void;
}

/** What it takes that the chat goes on with another model, before it does. */
export function ModelDialog({ model: { modelId, name }, onClose }: ModelDialogProps) {
  const { chatModel: words } = useWords();
  const { chatModels } = usePage();
  const asked = useModelPrice(modelId);
  const use = useRef<HTMLButtonElement>(null);
  const isPossible = canDecide(asked);
  const choose = () => {
    if (!isPossible) return;
    onClose();
    void chatModels.use(modelId);
    // After the dialog has given the focus back.
    setTimeout(focusComposer);
  };
  return (
    <Dialog title={words.title(name)} lead={words.lead} onClose={onClose} first={use}>
      <p className="model-dialog-price" role="status">
        {asked ? <ModelPriceWords asked={asked} /> : words.counting}
      </p>
      <div className="dialog-buttons">
        <span className="grow" />
        <button type="button" className="button quiet" onClick={onClose}>
          {words.cancel}
        </button>
        <button
          ref={use}
          type="button"
          className="button"
          aria-disabled={!isPossible}
          aria-busy={asked === null}
          onClick={choose}
        >
          {words.use(name)}
        </button>
      </div>
    </Dialog>
  );
}
