/** Whether a menu or a dialog lies over the page: keys are its own then. */
export function isPartOpen(): boolean {
  return document.querySelector('.menu, .dialog') !== null;
}
