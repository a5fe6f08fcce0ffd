/** The box that the person writes in; null while no chat is shown. */
export function composerBox(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>('[data-testid="composer"]');
}

/** Puts the caret where the person writes: after what was pressed is gone, or is done with. */
export function focusComposer(): void {
  const composer = composerBox();
  // Focusing lays the page out, also where nothing changes.
  if (!composer || document.activeElement === composer) return;
  focusOnceShown(composer);
}

/** Another place may lie over it until the next frame or two. */
function focusOnceShown(composer: HTMLTextAreaElement, frames = 5): void {
  composer.focus();
  if (document.activeElement === composer) composer.setSelectionRange(composer.value.length, composer.value.length);
  else if (frames > 0) requestAnimationFrame(() => focusOnceShown(composer, frames - 1));
}
