import { usePage, usePageState, useWords } from '../state/page-context.ts';

/** Whether answers say what they did not see. Of all chats, and changed at once. */
export function WhyUnknownField() {
  const { whyUnknown: words } = useWords();
  const page = usePage();
  const isOn = usePageState((state) => state.settings.tellsWhyUnknown);
  return (
    <label className="check apart">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => void page.configureApp({ tellsWhyUnknown: event.target.checked })}
      />
      <span>
        {words.setting} <small>{words.settingSays}</small>
      </span>
    </label>
  );
}
