import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Icon } from '../ui/Icon.tsx';
import { Menu, MenuButton, useMenu } from '../ui/Menu.tsx';

const orders = ['used', 'created', 'title'] as const;

/** What the list goes by. */
export function OrderMenu() {
  const { place } = useWords();
  const page = usePage();
  const menu = useMenu();
  const used = usePageState((state) => state.settings.chatOrder);
  return (
    <>
      <MenuButton menu={menu} name={place.order} className="icon-button order-button">
        <Icon name="order" />
      </MenuButton>
      <Menu
        menu={menu}
        name={place.order}
        items={() =>
          orders.map((order) => ({
            name: place.orderIs(place.orders[order], order === used),
            onChoose: () => void page.configureApp({ chatOrder: order }),
          }))
        }
      />
    </>
  );
}
