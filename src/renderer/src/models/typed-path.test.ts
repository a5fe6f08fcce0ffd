import { expect, it } from 'vitest';
import { typedPath } from './typed-path.ts';

it('takes a path without the blanks and quotes that it was copied with', () => {
  expect(typedPath('  "C:\\My models\\gpt2"\n')).toBe('C:\\My models\\gpt2');
  expect(typedPath("'/home/ada/it's here'")).toBe("/home/ada/it's here");
  expect(typedPath('/home/ada/"odd"')).toBe('/home/ada/"odd"');
  expect(typedPath('"')).toBe('"');
  expect(typedPath('  ')).toBe('');
});
