import { useMemo } from 'react';
import { characterCount } from '../../../shared/message-length.ts';
import { openScriptCheck } from '../gauge/other-script.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import type { PageState } from '../state/page-state.ts';
import './other-script.css';

const unknown: readonly string[] = [];

/** A calm line while a draft is in a script that the model was not trained on. Said aloud once, and not for each key. */
export function OtherScriptNote() {
  const { model: words } = useWords();
  const languages = usePageState((state) => state.model?.languages ?? unknown);
  const isOther = useMemo(() => onlyForNewDrafts(openScriptCheck(languages)), [languages]);
  const isTold = usePageState((state) => isOther(state.draft));
  return (
    <>
      <div className="visually-hidden" role="status">
        {isTold && words.knowsOnly(languages)}
      </div>
      {isTold && <OtherScriptLine languages={languages} />}
    </>
  );
}

function OtherScriptLine({ languages }: { readonly languages: readonly string[] }) {
  const { model: words } = useWords();
  const measured = usePageState(ownMeasured);
  return (
    <p className="other-script" data-testid="other-script">
      {measured
        ? words.otherScript(languages, measured.usage.draftTokens, characterCount(measured.text.trim()))
        : words.knowsOnly(languages)}
    </p>
  );
}

/** Numbers of other words than these would say nothing here. */
function ownMeasured({ measured, openChatId }: PageState): PageState['measured'] {
  return measured !== null && measured.chatId === openChatId && measured.usage.draftTokens > 0 ? measured : null;
}

/** The page's state changes more often than the draft. */
function onlyForNewDrafts(check: (draft: string) => boolean): (draft: string) => boolean {
  let last = { draft: '', isOther: false };
  return (draft) => {
    if (draft !== last.draft) last = { draft, isOther: check(draft) };
    return last.isOther;
  };
}
