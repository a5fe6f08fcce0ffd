/** Whether a menu, a dialog or a panel lies over the page: keys are its own then. */
export function isPartOpen(): boolean {
  return document.querySelector('.menu, .dialog, .pick-dialog, .popover') !== null;
}

/** Whether Escape is somebody's already: a part that lies over the page, or the card of a tour beside it. */
export function isEscapeTaken(): boolean {
  return isPartOpen() || document.querySelector('.guide-card') !== null;
}
