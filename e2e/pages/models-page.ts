import type { Locator, Page } from '@playwright/test';
import type { ElectronRun } from '../shells/electron-shell.ts';
import type { ShellRun } from '../shells/running-app.ts';

/** The Models page: the models that are here, and how others come. */
export class ModelsPage {
  readonly page: Page;
  readonly door: Locator;
  readonly place: Locator;
  readonly back: Locator;
  readonly rows: Locator;
  /** What is being brought, by where that stands. */
  readonly bring: Locator;
  readonly bringImport: Locator;
  /** What is being fetched, by where that stands. */
  readonly hub: Locator;
  readonly hubDownload: Locator;
  readonly hubLeave: Locator;
  /** The model that is on its way. */
  readonly arriving: Locator;
  readonly cancelArriving: Locator;
  /** What the form that is looked at would cost the open chat, and what it looks like. */
  readonly formPrice: Locator;
  readonly formPreview: Locator;
  readonly takeForm: Locator;
  /** The answer to what a switch would cost. */
  readonly useHere: Locator;
  readonly removeYes: Locator;
  /** Which chats a removal would leave without their model. */
  readonly chatsWithout: Locator;
  /** What was done, for a screen reader. */
  readonly done: Locator;
  readonly usualForm: Locator;
  private readonly run: ShellRun;

  constructor(run: ShellRun) {
    const { page } = run;
    this.run = run;
    this.page = page;
    this.door = page.getByTestId('models-door');
    this.place = page.getByTestId('models');
    this.back = page.getByTestId('models-back');
    this.rows = page.getByTestId('model-row');
    this.bring = page.getByTestId('bring');
    this.bringImport = page.getByTestId('bring-import');
    this.hub = page.getByTestId('hub');
    this.hubDownload = page.getByTestId('hub-download');
    this.hubLeave = page.getByTestId('hub-leave');
    this.arriving = page.getByTestId('model-arriving');
    this.cancelArriving = page.getByTestId('model-cancel');
    this.formPrice = page.getByTestId('chat-form').getByTestId('price');
    this.formPreview = page.getByTestId('form-preview');
    this.takeForm = page.getByTestId('form-take');
    this.useHere = page.getByTestId('model-use-here');
    this.removeYes = page.getByTestId('model-remove-yes');
    this.chatsWithout = page.getByTestId('model-chats');
    this.done = page.getByTestId('models-status');
    this.usualForm = page.getByRole('button', { name: 'Back to the usual one' });
  }

  async open(): Promise<void> {
    await this.door.click();
    await this.rows.first().waitFor();
  }

  row(name: string): Locator {
    return this.page.locator(`[data-testid="model-row"][data-name="${name}"]`);
  }

  /** What the check of a model's files said. */
  checkOf(name: string): Locator {
    return this.row(name).getByTestId('model-check-says');
  }

  /** The card of the one in use. */
  get active(): Locator {
    return this.page.locator('[data-testid="model-row"][data-active="true"]');
  }

  device(name: string): Locator {
    return this.page.locator(`[data-testid="device"][data-device="${name}"]`);
  }

  form(name: string): Locator {
    return this.page.locator(`[data-testid="form-choice"][value="${name}"]`);
  }

  bringStep(type: string): Locator {
    return this.page.locator(`[data-testid="bring"][data-step="${type}"]`);
  }

  hubStep(type: string): Locator {
    return this.page.locator(`[data-testid="hub"][data-step="${type}"]`);
  }

  /** Names a folder as the shell lets a person do it: by the system's dialog, or by its path on the server's machine. */
  async lookInto(folder: string): Promise<void> {
    if ('electron' in this.run) {
      const { electron } = this.run as ElectronRun;
      await electron.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
      }, folder);
      await this.page.getByTestId('model-import').click();
      return;
    }
    await this.page.getByTestId('model-path').fill(folder);
    await this.page.getByTestId('model-look').click();
  }

  /** Chooses a folder in the browser, which sends the files that lie in it. */
  async sendFolder(folder: string): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByTestId('model-import').click();
    await (await chooser).setFiles(folder);
  }

  /** Uses a model from now on, in the open chat as well, in which something was said. */
  async use(name: string): Promise<void> {
    await this.row(name).getByTestId('model-use').click();
    await this.useHere.click();
  }

  /** Asks what using it would take, and looks at the answer's button in each frame until some after its price is there. */
  async watchUse(name: string) {
    return await this.row(name).evaluate(async (card) => {
      const part = (testId: string) => card.querySelector<HTMLElement>(`[data-testid="${testId}"]`);
      const seen: { isPriced: boolean; canBePressed: boolean; top: number }[] = [];
      part('model-use')?.click();
      while (seen.filter(({ isPriced }) => isPriced).length < 10) {
        const button = part('model-use-here');
        if (button) {
          const canBePressed = button.ariaDisabled !== 'true';
          seen.push({ isPriced: part('model-price') !== null, canBePressed, top: button.getBoundingClientRect().top });
        }
        await new Promise((next) => requestAnimationFrame(next));
      }
      return seen;
    });
  }

  async lookUp(repository: string): Promise<void> {
    await this.page.getByTestId('hub-name').fill(repository);
    await this.page.getByTestId('hub-look-up').click();
  }

  async setHubAddress(address: string): Promise<void> {
    await this.page.getByTestId('hub-address-change').click();
    await this.page.getByTestId('hub-address').fill(address);
    await this.page.getByTestId('hub-address-keep').click();
  }
}
