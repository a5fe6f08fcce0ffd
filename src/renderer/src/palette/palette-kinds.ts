import { foundChats } from './found-chats.ts';
import { foundMessages } from './found-messages.ts';
import type { PaletteKind } from './palette-kind.ts';
import { places } from './places.ts';
import { recentChats } from './recent-chats.ts';

/** All that the box offers, in the order in which it stands there. */
export const paletteKinds: readonly PaletteKind[] = [recentChats, foundChats, places, foundMessages];
