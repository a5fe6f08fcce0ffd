import { usePageState, useWords } from '../state/page-context.ts';

/** Says to those who do not see the button that what was copied is. */
export function CopyStatus() {
  const { answers: words } = useWords();
  const isCopied = usePageState((state) => state.isCopied);
  return (
    <div className="visually-hidden" role="status" data-testid="copy-status">
      {isCopied && words.copied}
    </div>
  );
}
