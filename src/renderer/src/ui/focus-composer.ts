/** Puts the caret where the person writes: after what was pressed is gone, or is done with. */
export function focusComposer(): void {
  const composer = document.querySelector<HTMLTextAreaElement>('[data-testid="composer"]');
  // Focusing lays the page out, also where nothing changes.
  if (!composer || document.activeElement === composer) return;
  composer.focus();
  composer.setSelectionRange(composer.value.length, composer.value.length);
}
