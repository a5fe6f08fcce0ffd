import { escapeMessage } from '../../shared/replay-view.ts';
import type { Playing } from './playing.ts';

/** What a key does, wherever the focus is; what has keys of its own keeps them. */
export function listenToKeys(playing: Playing, lastStep: number): void {
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isChoice = target instanceof HTMLSelectElement;
    const isButton = target instanceof HTMLButtonElement;
    if (isChoice || (key === ' ' && isButton)) return;
    // A page around it has no other way to hear of keys that are pressed here.
    if (key === 'Escape' && window.parent !== window) window.parent.postMessage(escapeMessage, '*');
    const act = actOf(key, playing, lastStep);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actOf(key: string, playing: Playing, lastStep: number): (() => void) | null {
  // In a language that is written from the right, the arrows point the other way.
  const [forwards, backwards] =
    document.documentElement.dir === 'rtl' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  if (key === forwards) return () => playing.next();
  if (key === backwards) return () => playing.back();
  if (key === ' ') return () => playing.toggle();
  if (key === 'Home') return () => playing.goTo(0);
  return key === 'End' ? () => playing.goTo(lastStep) : null;
}
