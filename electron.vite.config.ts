import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { replayPlayer } from './scripts/replay-player.ts';

/**
 * The floor that everything must run on: Electron 22's Node and Chromium. Said here because electron-vite would otherwise
 * take the targets from whichever Electron is installed.
 */
const nodeFloor = 'node16.17';
const chromeFloor = 'chrome108';

/** Natives find their binaries beside themselves and stay in node_modules; `ws` asks for its two helpers only if they exist. */
const keptOutside = ['onnxruntime-node', 'better-sqlite3', 'bufferutil', 'utf-8-validate'];

/** The package is of type module, so CommonJS output must end in .cjs to be read as what it is. */
const cjsOutput = {
  format: 'cjs' as const,
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
};

/** See scripts/linked-project.ts: set where the project's own path holds what Vite cannot take. */
const resolve = process.env.PALIMPSEST_BUILDS_THROUGH_LINK ? { preserveSymlinks: true } : {};

export default defineConfig({
  main: {
    resolve,
    plugins: [replayPlayer()],
    build: {
      target: nodeFloor,
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          core: 'src/main/core-process.ts',
          engine: 'src/engine/index.ts',
          server: 'src/server/index.ts',
        },
        external: keptOutside,
        output: cjsOutput,
      },
    },
  },
  preload: {
    resolve,
    build: {
      target: nodeFloor,
      externalizeDeps: false,
      rolldownOptions: { input: { index: 'src/preload/index.ts' }, output: cjsOutput },
    },
  },
  renderer: {
    resolve,
    plugins: [react()],
    build: {
      target: chromeFloor,
      cssTarget: chromeFloor,
      // Lightning CSS is what lowers nesting and the newer colour functions for the floor.
      cssMinify: 'lightningcss',
      minify: 'oxc',
      sourcemap: true,
      // An inlined font would need `data:` in the page's content security policy.
      assetsInlineLimit: 0,
    },
  },
});
