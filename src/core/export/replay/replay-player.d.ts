/** The player of replays as texts, put in its place when the application is built (scripts/replay-player.ts). */
declare module 'palimpsest:replay-player' {
  export const script: string;
  export const style: string;
}
