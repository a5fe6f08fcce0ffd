import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atHome } from './at-home.ts';

describe('a path that was typed', () => {
  it('begins at home where it begins so', () => {
    expect(atHome('~/models/gpt2', '/home/me')).toBe(join('/home/me', 'models', 'gpt2'));
    expect(atHome('~', '/home/me')).toBe(join('/home/me'));
  });

  it('is what it is everywhere else', () => {
    for (const path of ['/models/~/gpt2', '~me/gpt2', './~', '']) expect(atHome(path, '/home/me')).toBe(path);
  });
});
