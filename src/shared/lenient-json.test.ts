import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLenientJson } from './lenient-json.ts';

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

  it('reads all JSON as it is', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseLenientJson(text)).toEqual(JSON.parse(text));
        expect(parseLenientJson(`{"odd": NaN, "rest": ${text}}`)).toEqual({ odd: 'NaN', rest: JSON.parse(text) });
      }),
    );
  });
});
