/** What a replay is played with: a script without imports, and its style. */
export interface Player {
  readonly script: string;
  readonly style: string;
}

/**
 * The player, made of src/renderer/replay and put in this place whenever the core is built or tested (scripts/replay-player.ts).
 * Null where the core runs as it is written: there nothing can be played.
 */
export const player: Player | null = null;
