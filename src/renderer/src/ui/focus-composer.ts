/** Puts the caret where the person writes: after what was pressed is gone, or is done with. */
export function focusComposer(): void {
  const composer = document.querySelector<HTMLTextAreaElement>('[data-testid="composer"]');
  composer?.focus();
  composer?.setSelectionRange(composer.value.length, composer.value.length);
}
