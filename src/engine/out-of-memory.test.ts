import { describe, expect, it } from 'vitest';
import { CoreError } from '../shared/wire.ts';
import { isOutOfMemory, tellingOutOfMemory } from './out-of-memory.ts';

describe('want of memory', () => {
  it.each([
    'Array buffer allocation failed',
    'Exception during initialization: std::bad_alloc',
    'Failed to allocate memory for requested buffer of size 154389504',
    'mmap of weights.bin failed: Cannot allocate memory',
  ])('is known by its words: %s', async (message) => {
    expect(isOutOfMemory(new Error(message))).toBe(true);
    const work = () => Promise.reject(new Error(message));
    await expect(tellingOutOfMemory('load', work)).rejects.toMatchObject({
      code: 'notEnoughMemory',
      details: { purpose: 'load' },
    });
  });

  it('is not seen in other errors, which stay as they are', async () => {
    for (const error of [new Error('Protobuf parsing failed.'), new CoreError('diskFull')]) {
      await expect(tellingOutOfMemory('load', () => Promise.reject(error))).rejects.toBe(error);
    }
  });
});
