import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { failedTestsVariable, openFailedTestsReporter } from './scripts/failed-tests.ts';
import { replayPlayer } from './scripts/replay-player.ts';
import { offerSoftwareAdapter } from './src/engine/test-support/software-adapter.ts';

// The workers inherit what is set here: where libraries are is read when a process starts.
offerSoftwareAdapter();

const failedTestsPath = process.env[failedTestsVariable];

export default defineConfig({
  plugins: [replayPlayer()],
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'e2e/**/*.test.ts', 'bench/**/*.test.ts'],
    environment: 'node',
    // On two processors one worker is what it would take, and half of what the tests do is to wait.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: [...(failedTestsPath ? [openFailedTestsReporter(failedTestsPath)] : []), 'default'],
    // Real processes, real files and a real model are used where they can be, also on a machine that is five times as busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Less than a test may take, so that what was waited for in vain is told, and far more than a busy machine needs.
    expect: { poll: { timeout: 30_000 } },
  },
});
