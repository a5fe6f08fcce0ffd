/** The replay's player as a content security policy names it: its one script and its one style, by their hashes. */
export interface ReplayPlayerSources {
  readonly script: string;
  readonly style: string;
}

/**
 * Of the very player that the core writes into a replay, put in this place whenever the application is built or tested
 * (scripts/replay-player.ts). Null where it runs as it is written: there nothing can be played.
 */
export const replayPlayerSources: ReplayPlayerSources | null = null;
