import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    environment: 'node',
    // Real processes, real files and a real model are used where they can be, also on a busy machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
