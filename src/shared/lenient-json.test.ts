import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLenientJson } from './lenient-json.ts';
import { leastCpuMs } from './test-support/cpu-ms.ts';

describe('parseLenientJson', () => {
  it.each([
    ['\ufeff{"a": 1}', { a: 1 }],
    ['{"a": NaN, "b": -Infinity, "c": [Infinity, 1]}', { a: 'NaN', b: '-Infinity', c: ['Infinity', 1] }],
    ['{"a": [1, 2,\n ],\n}\n', { a: [1, 2] }],
    ['{"NaN": "a, NaN,}", "b\\"": "Infinity",}', { NaN: 'a, NaN,}', 'b"': 'Infinity' }],
  ])('reads %s', (text, value) => {
    expect(parseLenientJson(text)).toEqual(value);
  });

  it.each(['', '{', '{"a": NaNa}', '{"a" 1}', '{,}{', 'NaN NaN', "{'a': 1}"])('refuses %j', (text) => {
    expect(() => parseLenientJson(text)).toThrow(SyntaxError);
  });

  it.each([
    ['a string of quotes that never ends', `{"a": "${'\\"'.repeat(500_000)}`],
    ['a string of backslashes that never ends', `{"a": "${'\\'.repeat(1_000_001)}`],
    ['strings that stand side by side', '""'.repeat(500_000)],
    ['commas and white space', `[${`,${' '.repeat(99)}`.repeat(10_000)}`],
    ['numbers that are none', `[${'-Infinity '.repeat(100_000)}`],
  ])('refuses a million characters soon: %s', (_, text) => {
    const refuse = () => expect(() => parseLenientJson(text)).toThrow(SyntaxError);
    expect(leastCpuMs(1, refuse)).toBeLessThan(5_000);
  });

  it('mends what stands outside of strings, and nothing inside of them', () => {
    const piece = fc.constantFrom(
      '"',
      '\\',
      '\\"',
      'NaN',
      '-',
      'Infinity',
      ',',
      ' ',
      '\n',
      '[',
      ']',
      '{',
      '}',
      ':',
      'a',
      '1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `[${pieces.join('')}]`;
        expect(outcomeOf(() => parseLenientJson(text))).toEqual(outcomeOf(() => parseByOnePattern(text)));
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads all JSON as it is', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseLenientJson(text)).toEqual(JSON.parse(text));
        expect(parseLenientJson(`{"odd": NaN, "rest": ${text}}`)).toEqual({ odd: 'NaN', rest: JSON.parse(text) });
      }),
    );
  });
});

/** The same in one pattern, which needs a stack that grows with a string. */
function parseByOnePattern(text: string): unknown {
  const mended = text.replace(/"(?:[^"\\]|\\.)*(?:"|\\?$)|-?\bInfinity\b|\bNaN\b|,(?=\s*[}\]])/gs, (found) => {
    if (found.startsWith('"')) return found;
    return found === ',' ? '' : `"${found}"`;
  });
  return JSON.parse(mended);
}

function outcomeOf(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    return error instanceof SyntaxError ? 'refused' : error;
  }
}
