import { describe, expect, it } from 'vitest';
import { beginsAsPalimpsest } from './palimpsest-beginning.ts';

const header = '{"type":"palimpsest","version":1,"madeBy":"作"}\n';
const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('the beginning of a file of chats', () => {
  it.each([
    ['as it is written', header],
    ['behind the mark of the byte order', `\ufeff${header}`],
    ['behind other white space', `\r\n\u3000${header}`],
  ])('is not taken for another one, wherever it is cut: %s', (_, text) => {
    const bytes = bytesOf(text);
    for (let length = 0; length < bytes.length; length++) {
      expect(beginsAsPalimpsest(bytes.subarray(0, length), false), `${length} bytes`).toBeNull();
    }
    expect(beginsAsPalimpsest(bytes, false)).toBe(true);
    expect(beginsAsPalimpsest(bytes, true)).toBe(true);
  });

  it('that ends within a character is not one, where there is no more', () => {
    expect(beginsAsPalimpsest(bytesOf('\ufeff').subarray(0, 2), true)).toBe(false);
  });
});
