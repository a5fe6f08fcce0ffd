import { useState } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';

/** "Do not ask again in this chat", and the way back. */
export function AskAgain() {
  const { forgetting: words } = useWords();
  const page = usePage();
  const asks = usePageState((state) => (state.chat?.settings.telling ?? 'show') !== 'silent');
  // The box follows the hand; once the core has answered, it follows the core.
  const [wished, setWished] = useState<boolean | null>(null);

  const change = async (asksFromNowOn: boolean) => {
    setWished(asksFromNowOn);
    await page.configure({ telling: asksFromNowOn ? 'show' : 'silent' });
    setWished(null);
  };
  return (
    <label className="check small">
      <input type="checkbox" checked={!(wished ?? asks)} onChange={(event) => void change(!event.target.checked)} />
      {words.doNotAsk}
    </label>
  );
}
