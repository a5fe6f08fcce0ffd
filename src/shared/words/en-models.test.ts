import { describe, expect, it } from 'vitest';
import { enModels } from './en-models.ts';

const { cards, coming } = enModels;

describe('the words of the Models page', () => {
  it('say a window in words and pages, to as many digits as are known', () => {
    expect([128, 256, 512, 1024, 2048].map(cards.windowMeans)).toEqual([
      'about 98 words, under a page',
      'about 200 words, under a page',
      'about 390 words, 1 page',
      'about 790 words, 3 pages',
      'about 1,600 words, 5 pages',
    ]);
  });

  it('say a speed without digits that change with each measurement', () => {
    const speed = (decodeTokensPerSecond: number) => cards.speedSays({ device: 'cpu', decodeTokensPerSecond });
    expect([3.14, 9.96, 59.9, 1243].map(speed)).toEqual([
      '3.1 tokens a second',
      '10 tokens a second',
      '60 tokens a second',
      '1,200 tokens a second',
    ]);
    expect(cards.speedSays(null)).toBe('not measured yet');
  });

  it('say how long is left as a person would', () => {
    expect([900, 42_000, 95_000, 3_600_000, 9_000_000].map(coming.left)).toEqual([
      'a few seconds left',
      'about 40 s left',
      'about 2 min left',
      'about 60 min left',
      'about 2.5 h left',
    ]);
  });

  it('name where a model came from', () => {
    expect(cards.originSays({ type: 'hub', repository: 'openai-community/gpt2', commit: '607a30d783df' })).toBe(
      'openai-community/gpt2, at 607a30d',
    );
  });
});
