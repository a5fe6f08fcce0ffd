import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import type { Player } from '../src/core/export/replay/player.ts';
import { projectRoot } from './project.mjs';

/** The files that are made of the player: what the core writes into a replay, and what the page's policy lets in to show one. */
const madeOfPlayer: Readonly<Record<string, (player: Player) => string>> = {
  '/src/core/export/replay/player.ts': (player) => `export const player = ${JSON.stringify(player)};\n`,
  '/src/shared/replay-player-sources.ts': ({ script, style }) =>
    `export const replayPlayerSources = ${JSON.stringify({ script: sourceOf(script), style: sourceOf(style) })};\n`,
};

/** What a replay is opened with: browsers of today and of some years ago. */
const oldestBrowsers = ['chrome108', 'firefox115', 'safari16'];

/** The player of replays as two texts, made of src/renderer/replay: one script without imports, and its style. */
export async function buildReplayPlayer(): Promise<Player> {
  const built = (await build({
    root: projectRoot,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      target: oldestBrowsers,
      cssTarget: oldestBrowsers,
      cssMinify: 'lightningcss',
      minify: 'oxc',
      // Else the style would be put into the page by the script.
      cssCodeSplit: false,
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: join(projectRoot, 'src', 'renderer', 'replay', 'main.ts'),
        output: { format: 'iife', entryFileNames: 'player.js', assetFileNames: 'player[extname]' },
      },
    },
  })) as Rolldown.RolldownOutput;
  const script = built.output.find((file) => file.fileName === 'player.js');
  const style = built.output.find((file) => file.fileName.endsWith('.css'));
  if (built.output.length !== 2 || script?.type !== 'chunk' || style?.type !== 'asset') {
    throw new Error(
      `The replay's player is more than a script and a style: ${built.output.map((file) => file.fileName)}.`,
    );
  }
  return { script: script.code.trim(), style: String(style.source).trim() };
}

/** Gives the core the player as text, so that a replay needs nothing but itself, and the shells its hashes. */
export function replayPlayer(): Plugin {
  return {
    name: 'palimpsest:replay-player',
    load: async (id) => makerOf(id)?.(await buildReplayPlayer()),
    // It is made of other files than this one: what was kept of an earlier run may be of another player.
    configureVitest: ({ defineCacheKeyGenerator }) => {
      defineCacheKeyGenerator(({ id }) => (makerOf(id) ? false : undefined));
    },
  };
}

function makerOf(id: string): ((player: Player) => string) | undefined {
  const path = id.replaceAll('\\', '/');
  return Object.entries(madeOfPlayer).find(([place]) => path.endsWith(place))?.[1];
}

function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}
