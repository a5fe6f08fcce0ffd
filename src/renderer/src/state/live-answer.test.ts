import { describe, expect, it } from 'vitest';
import { openLiveText } from './live-answer.ts';

describe('text under way', () => {
  it('tells of any number of tokens once', () => {
    const frames: (() => void)[] = [];
    const live = openLiveText(
      (work) => frames.push(work),
      () => {},
    );
    let told = 0;
    live.subscribe(() => {
      told += 1;
    });
    live.begin(7, 'Once');
    for (const [index, text] of [' upon', ' a', ' time'].entries()) live.append(7, text, index + 2, 100 + index);
    expect(frames).toHaveLength(1);
    frames[0]?.();
    expect(told).toBe(1);
    expect(live.answer()).toEqual({ messageId: 7, text: 'Once upon a time', decodedTokens: 4 });
    expect(live.usedTokens()).toBe(102);
  });

  it('takes no text of another message and gives way to a newer measurement', () => {
    const live = openLiveText(
      () => {},
      () => {},
    );
    live.begin(7, '');
    live.append(8, 'other', 1, 50);
    expect(live.answer()?.text).toBe('');
    live.append(7, 'own', 1, 51);
    live.dropUsedTokens();
    expect(live.usedTokens()).toBeNull();
  });
});
