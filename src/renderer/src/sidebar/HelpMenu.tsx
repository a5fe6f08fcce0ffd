import { usePage, useWords } from '../state/page-context.ts';
import { Icon } from '../ui/Icon.tsx';
import { Menu, MenuButton, useMenu } from '../ui/Menu.tsx';

/** What shows how the app works, from wherever one is. */
export function HelpMenu() {
  const { menu: words, tour, importing, models } = useWords();
  const page = usePage();
  const menu = useMenu();
  return (
    <>
      <MenuButton menu={menu} name={words.help} className="icon-button foot-help">
        <Icon name="help" />
      </MenuButton>
      <Menu
        menu={menu}
        name={words.help}
        items={() => [
          { name: words.tour, onChoose: () => void page.tour.start(tour) },
          { name: models.open, onChoose: () => page.commands.run('models') },
          { name: importing.open, onChoose: () => page.commands.run('import') },
        ]}
      />
    </>
  );
}
