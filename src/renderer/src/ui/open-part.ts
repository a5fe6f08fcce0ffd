/** Whether a menu, a dialog or a panel lies over the page: keys are its own then. */
export function isPartOpen(): boolean {
  return document.querySelector('.menu, .dialog, .pick-dialog, .popover') !== null;
}
