import { describe, expect, it } from 'vitest';
import type { SendingView, Usage } from '../../../shared/usage-view.ts';
import { unfitDraft, unfitMarks } from './unfit-draft.ts';

const unfit = { type: 'cannotFit', overByTokens: 9, cause: 'draft', fittingStart: 4, fittingEnd: 3 } as const;
const stateWith = (sending: SendingView, text: string, draft = text) => ({
  measured: { chatId: 1, text, usage: { sending } as Usage, isSent: false },
  draft,
});

describe('a draft that is too long for the window', () => {
  it('is told with how much of it could be sent, as the very same object while that is the same', () => {
    const told = unfitDraft(stateWith(unfit, 'too many words'));
    expect(told).toEqual({ text: 'too many words', isCounted: true, overByTokens: 9, start: 4, end: 3 });
    expect(unfitDraft(stateWith({ ...unfit }, 'too many words'))).toBe(told);
    expect(unfitDraft(stateWith({ ...unfit, fittingStart: 5 }, 'too many words'))).not.toBe(told);
  });

  it('stays told while more is typed, and is marked as long as its beginning stands', () => {
    expect(unfitDraft(stateWith(unfit, 'too many words', 'too many words!'))).toMatchObject({ isCounted: false });
    expect(unfitMarks(stateWith(unfit, 'too many words', 'too many words!'))).toEqual({
      ...{ text: 'too many words!', start: 4 },
    });
    expect(unfitMarks(stateWith(unfit, 'too many words', 'to many words'))).toBeNull();
    const long = 'word '.repeat(2_000);
    expect(unfitMarks(stateWith(unfit, long, `${long}!`))).toBeNull();
    expect(unfitMarks(stateWith(unfit, long))).toEqual({ text: long, start: 4 });
  });

  it('is not told of words that fit, of none, or where no part could be sent', () => {
    expect(unfitDraft(stateWith(unfit, 'too many words', ''))).toBeNull();
    expect(unfitDraft(stateWith({ type: 'fits' }, 'words'))).toBeNull();
    expect(unfitDraft(stateWith({ ...unfit, fittingStart: null, fittingEnd: null }, 'words'))).toBeNull();
    expect(unfitDraft({ measured: null, draft: '' })).toBeNull();
  });

  it('has no first part where only its end could be sent', () => {
    expect(unfitDraft(stateWith({ ...unfit, fittingStart: null }, 'words'))).toMatchObject({ start: 0, end: 3 });
  });
});
