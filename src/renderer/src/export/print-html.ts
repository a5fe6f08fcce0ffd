/** Nobody prints for longer; some browsers do not tell that a dialog was closed. */
const KEPT_MS = 10 * 60_000;

/**
 * Opens the browser's print dialog on a file's HTML, in a frame in which nothing runs. Done once the dialog is open or was closed, as
 * the browser has it.
 */
export function printHtml(html: string): Promise<void> {
  const frame = document.createElement('iframe');
  frame.className = 'print-frame';
  frame.dataset.testid = 'print-frame';
  // Its own origin, so that this page may ask it to print; no scripts, whatever stands in it.
  frame.sandbox.add('allow-same-origin', 'allow-modals');
  frame.srcdoc = html;
  return new Promise((resolve) => {
    frame.addEventListener(
      'load',
      () => {
        const { contentWindow } = frame;
        contentWindow?.addEventListener('afterprint', () => setTimeout(() => frame.remove()));
        setTimeout(() => frame.remove(), KEPT_MS);
        contentWindow?.print();
        resolve();
      },
      { once: true },
    );
    document.body.append(frame);
  });
}
