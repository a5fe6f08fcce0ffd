/** Why no window of a browser is opened. */
export type NoWindow = 'noDisplay' | 'rootUser' | 'nowhereToWrite' | 'noBrowser';

/** What stands on a terminal, and what the browser shell answers to a browser that asks for something else than the page. */
export interface TerminalWords {
  readonly alreadyOpen: string;
  readonly noWindow: (why: NoWindow) => string;
  /** `why` is the failure's own sentence. */
  readonly readOnly: (why: string, isDiskFull: boolean) => string;
  readonly coreStartedAgain: string;
  readonly coreKeepsEnding: string;
  readonly serverNotStarted: (reason: string) => string;
  readonly engineByHand: string;
  readonly boxNotShown: (reason: string) => string;
  /** How another data folder is said on a command line. */
  readonly otherFolder: string;
  /** The buttons of the box that tells why Palimpsest ends. */
  readonly box: { readonly quit: string; readonly chooseDataFolder: string };
  readonly served: {
    readonly otherHost: string;
    readonly otherMethod: string;
    readonly nothing: string;
    readonly unreadable: string;
    readonly workedOnce: string;
  };
}
