import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Utf8Stream } from './utf8-stream.ts';

/** Bytes that begin, continue and break characters far more often than chance would. */
const telling = fc.constantFrom(
  0x41,
  0x80,
  0xbf,
  0xc0,
  0xc2,
  0xe0,
  0xe2,
  0xed,
  0xef,
  0xf0,
  0xf4,
  0xf5,
  0x9f,
  0xa0,
  0x90,
  0x8f,
);
const bytes = fc.array(fc.oneof(telling, fc.nat({ max: 255 })), { maxLength: 40 });

describe('Utf8Stream', () => {
  it('decodes any bytes, cut anywhere, as a TextDecoder decodes them whole', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 8 }), (pieces) => {
        const stream = new Utf8Stream();
        const text = pieces.map((piece) => stream.append(Uint8Array.from(piece))).join('') + stream.flush();
        expect(text).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(pieces.flat())));
      }),
      { numRuns: 2_000 },
    );
  });

  it('shows a character only when its last byte is there', () => {
    const stream = new Utf8Stream();
    const shown = [...Buffer.from('a🙂')].map((byte) => stream.append(Uint8Array.of(byte)));
    expect(shown).toEqual(['a', '', '', '', '🙂']);
    expect(stream.isInsideCharacter).toBe(false);
  });

  it('ends an unfinished character with U+FFFD', () => {
    const stream = new Utf8Stream();
    expect(stream.append(Uint8Array.of(0xf0, 0x9f))).toBe('');
    expect(stream.isInsideCharacter).toBe(true);
    expect(stream.flush()).toBe('\ufffd');
    expect(stream.flush()).toBe('');
  });
});
