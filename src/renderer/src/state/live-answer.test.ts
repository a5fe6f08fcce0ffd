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
    for (const [index, text] of [' upon', ' a', ' time'].entries()) {
      live.append({ messageId: 7, text, decodedTokens: index + 2, usedTokens: 100 + index, heldTokens: 99 + index });
    }
    expect(frames).toHaveLength(1);
    frames[0]?.();
    expect(told).toBe(1);
    expect(live.answer()).toEqual({ messageId: 7, text: 'Once upon a time', decodedTokens: 4 });
    expect(live.usedTokens()).toBe(102);
    expect(live.reach()).toEqual({ heldTokens: 101, usedTokens: 102 });
  });

  it('takes no text of another message and gives way to a measurement that counts no less', () => {
    const live = openLiveText(
      () => {},
      () => {},
    );
    live.begin(7, '');
    live.append({ messageId: 8, text: 'other', decodedTokens: 1, usedTokens: 50, heldTokens: 49 });
    expect(live.answer()?.text).toBe('');
    live.append({ messageId: 7, text: 'own', decodedTokens: 1, usedTokens: 51, heldTokens: 50 });
    live.measured(49);
    expect(live.usedTokens()).toBe(51);
    live.measured(51);
    expect(live.usedTokens()).toBeNull();
    // The places are not counted by a measurement: they stay as far as they have come.
    expect(live.reach()).toEqual({ heldTokens: 50, usedTokens: 51 });
  });

  it('keeps what the ended answer fills of the window until that is measured', () => {
    const live = openLiveText(
      () => {},
      () => {},
    );
    live.begin(7, '');
    live.append({ messageId: 7, text: 'own', decodedTokens: 1, usedTokens: 51, heldTokens: 50 });
    live.finish();
    expect(live.answer()).toBeNull();
    expect(live.reach()).toBeNull();
    expect(live.usedTokens()).toBe(51);
    live.measured(40);
    expect(live.usedTokens()).toBeNull();
  });

  it('takes nothing of it into another chat', () => {
    const live = openLiveText(
      () => {},
      () => {},
    );
    live.begin(7, '');
    live.append({ messageId: 7, text: 'own', decodedTokens: 1, usedTokens: 51, heldTokens: 50 });
    live.end();
    expect(live.usedTokens()).toBeNull();
  });
});
