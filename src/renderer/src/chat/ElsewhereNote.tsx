import { usePage, usePageState, useWords } from '../state/page-context.ts';
import type { PageState } from '../state/page-state.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import './branches.css';

/** An answer is written on a branch that is not shown: why nothing can be sent, and the way there. */
export function ElsewhereNote() {
  const { branch: words } = useWords();
  const page = usePage();
  const messageId = usePageState(answeredElsewhere);
  return (
    <div role="status">
      {messageId !== null && (
        <p className="elsewhere" data-testid="answered-elsewhere">
          {words.elsewhere}{' '}
          <button
            type="button"
            className="quiet-link"
            onClick={() => void page.branching.show(messageId).then(focusComposer)}
          >
            {words.showElsewhere}
          </button>
        </p>
      )}
    </div>
  );
}

/** The answer under way, where it is not the newest that is shown. */
function answeredElsewhere({ chat }: PageState): number | null {
  if (!chat?.answering) return null;
  const { messageId } = chat.answering;
  return chat.blocks.at(-1)?.turns.at(-1)?.assistant?.id === messageId ? null : messageId;
}
