import { usePage, useWords } from '../state/page-context.ts';
import type { ShownTurn } from '../state/turn-blocks.ts';
import { Icon } from '../ui/Icon.tsx';
import { Menu, MenuButton, useMenu } from '../ui/Menu.tsx';

export interface TurnOverflowProps {
  readonly shown: ShownTurn;
  /** The turn's first words. */
  readonly name: string;
  readonly tabIndex: number | undefined;
  /** Its button is pointed at. */
  readonly onLook: () => void;
}

/** What is done with a turn rarely, and not by a slip of the pointer. */
export function TurnOverflow({ shown, name, tabIndex, onLook }: TurnOverflowProps) {
  const { erase: words } = useWords();
  const page = usePage();
  const menu = useMenu();
  const answerId = shown.assistant?.id ?? null;
  return (
    <>
      <MenuButton menu={menu} name={words.more} className="turn-action" tabIndex={tabIndex} onLook={onLook}>
        <Icon name="more" />
      </MenuButton>
      <Menu
        menu={menu}
        name={words.more}
        items={() => [
          { name: words.erase, onChoose: () => void page.askToErase({ turnId: shown.id, answerId, name }) },
        ]}
      />
    </>
  );
}
