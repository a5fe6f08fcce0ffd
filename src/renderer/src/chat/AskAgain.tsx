import { usePage, usePageState, useWords } from '../state/page-context.ts';

/** "Do not ask again in this chat", and the way back. */
export function AskAgain() {
  const { forgetting: words } = useWords();
  const page = usePage();
  const asks = usePageState((state) => state.chat?.settings.asksBeforeForgetting ?? true);
  return (
    <label className="check small">
      <input
        type="checkbox"
        checked={!asks}
        onChange={(event) => void page.configure({ asksBeforeForgetting: !event.target.checked })}
      />
      {words.doNotAsk}
    </label>
  );
}
