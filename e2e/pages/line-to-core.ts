import type { Page } from '@playwright/test';

interface LinePage {
  /** Sends one message of the wire beside those of the page. */
  sendOverLine?: (message: object) => void;
}

/** Loads the page again and keeps hold of its line to the core, so that a test can ask what no button asks yet. */
export async function holdLine(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const held = globalThis as LinePage;
    window.addEventListener('message', ({ data, ports: [port] }) => {
      if (data?.type === 'palimpsest-port' && port) held.sendOverLine = (message) => port.postMessage(message);
    });
    globalThis.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        held.sendOverLine = (message) => this.send(JSON.stringify(message));
      }
    };
  });
  await page.reload();
}

/** Asks the core for something by the contract; the page hears what comes of it by its own watching. */
export async function askCore(page: Page, method: string, input: object): Promise<void> {
  await page.evaluate(
    (message) => (globalThis as LinePage).sendOverLine?.(message),
    // Far from the numbers that the page gives to its own requests.
    { type: 'call', id: 1_000_000_000, method, input },
  );
}
