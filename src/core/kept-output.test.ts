import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { keepOutput } from './kept-output.ts';

describe('what a process prints', () => {
  it('is the last of it', async () => {
    const output = keepOutput(Readable.from([Buffer.from(`${'x'.repeat(5_000)} the last`)]));
    expect(await output.whole()).toMatch(/^x+ the last$/);
    expect(output.soFar()).toHaveLength(4_000);
  });

  it('is nothing of one that could not be started, whose streams are not there', async () => {
    const output = keepOutput(undefined, null);
    expect(output.soFar()).toBe('');
    expect(await output.whole()).toBe('');
  });
});
