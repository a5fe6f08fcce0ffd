import type { AppSettings } from '../../../shared/settings.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';

const choices: readonly AppSettings['receiptDetails'][] = ['always', 'newest', 'onHover'];

/** Where the numbers of a turn stand in words. Of all chats, and changed at once. */
export function ReceiptDetailsField() {
  const { settings: words } = useWords();
  const page = usePage();
  const chosen = usePageState((state) => state.settings.receiptDetails);
  return (
    <div className="choice-row" role="radiogroup" aria-label={words.details}>
      <span>{words.details}</span>
      {choices.map((choice) => (
        <label className="check" key={choice}>
          <input
            type="radio"
            name="receiptDetails"
            checked={chosen === choice}
            onChange={() => void page.configureApp({ receiptDetails: choice })}
          />
          <span>{words.detailsShown[choice]}</span>
        </label>
      ))}
    </div>
  );
}
