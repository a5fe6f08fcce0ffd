import { describe, expect, it } from 'vitest';
import { parseModelCard } from './model-card-file.ts';

describe('a model card', () => {
  it.each([
    ['---\nlanguage: en\ntags:\n- exbert\n\nlicense: mit\n---\n# GPT-2\n', { licence: 'mit', languages: ['en'] }],
    [
      '---\nlicense: "apache-2.0"\nlanguage:\n  - zh\n  - en\n---\n',
      { licence: 'apache-2.0', languages: ['zh', 'en'] },
    ],
    ['\ufeff---\r\nlanguage: [de, "pt-BR"]\r\n---\r\n', { licence: null, languages: ['de', 'pt-BR'] }],
    ['---\nlicense: other\nlicense_name: openrail-x\n---\n', { licence: 'openrail-x', languages: null }],
    ['---\nlicense: mit\nno end', { licence: null, languages: null }],
    ['# GPT-2\nlicense: mit\n---\n', { licence: null, languages: null }],
    ['', { licence: null, languages: null }],
  ])('%j says %j', (text, told) => {
    expect(parseModelCard(text)).toEqual(told);
  });
});
