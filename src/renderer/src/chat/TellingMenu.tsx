import type { ForgettingTelling } from '../../../shared/settings.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Menu, MenuButton, useMenu } from '../ui/Menu.tsx';

const tellings: readonly ForgettingTelling[] = ['show', 'ask', 'silent'];

/** How this chat tells of forgetting beforehand, and the way to another one. */
export function TellingMenu() {
  const { forgetting: words, settings } = useWords();
  const page = usePage();
  const telling = usePageState((state) => state.chat?.settings.telling ?? 'show');
  const menu = useMenu();
  const items = () =>
    tellings.map((other) => ({
      name: settings.tellings[other].name,
      onChoose: () => void page.configure({ telling: other }).then(focusComposer),
    }));
  return (
    <>
      <MenuButton menu={menu} name={words.tellingIs[telling]} className="quiet-link telling">
        {words.tellingIs[telling]}
      </MenuButton>
      <Menu menu={menu} name={settings.telling} items={items} />
    </>
  );
}
