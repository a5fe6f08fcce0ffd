/** Bringing a model that lies on this computer. */
export interface ModelBringWords {
  readonly title: string;
  readonly lead: string;
  readonly chooseFolder: string;
  readonly chooseFiles: string;
  readonly drop: string;
  readonly path: string;
  readonly pathHint: string;
  readonly look: string;
  readonly looking: (name: string) => string;
  /** What was found, before anything is copied. */
  readonly found: (name: string) => string;
  readonly copies: (bytes: number) => string;
  /** A browser has sent it for this. */
  readonly sent: (bytes: number) => string;
  readonly disk: string;
  readonly free: (freeBytes: number) => string;
  readonly diskShort: (missingBytes: number) => string;
  readonly memory: string;
  readonly memoryShort: string;
  readonly anyway: string;
  /** Its weights are not sent yet. */
  readonly sendAnyway: string;
  readonly licence: string;
  readonly noLicence: string;
  readonly here: (name: string) => string;
  readonly import: string;
  readonly cancel: string;
  readonly refused: (name: string) => string;
  readonly close: string;
  /** Another one is on its way. */
  readonly wait: string;
}
