/** How long is waited, and for how little. */
export interface HubLimits {
  /** For the beginning of an answer. */
  readonly answerMs: number;
  /** While something comes, at least so many bytes in so long. */
  readonly quietMs: number;
  readonly leastBytes: number;
  /** For all of a short answer. */
  readonly wholeMs: number;
  /** Before a download that broke off goes on; twice as long each time that nothing came. */
  readonly retryMs: number;
}

export const hubLimits: HubLimits = {
  answerMs: 30_000,
  quietMs: 30_000,
  leastBytes: 30_000,
  wholeMs: 60_000,
  retryMs: 500,
};
