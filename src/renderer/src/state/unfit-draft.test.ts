import { describe, expect, it } from 'vitest';
import type { SendingView, Usage } from '../../../shared/usage-view.ts';
import { unfitDraft } from './unfit-draft.ts';

const unfit = { type: 'cannotFit', overByTokens: 9, cause: 'draft', fittingStart: 4, fittingEnd: 3 } as const;
const stateWith = (sending: SendingView, text: string, draft = text) => ({
  measured: { chatId: 1, text, usage: { sending } as Usage, isSent: false },
  draft,
});

describe('a draft that is too long for the window', () => {
  it('is told with how much of it could be sent, as the very same object while that is the same', () => {
    const told = unfitDraft(stateWith(unfit, 'too many words'));
    expect(told).toEqual({ text: 'too many words', overByTokens: 9, start: 4, end: 3 });
    expect(unfitDraft(stateWith({ ...unfit }, 'too many words'))).toBe(told);
    expect(unfitDraft(stateWith({ ...unfit, fittingStart: 5 }, 'too many words'))).not.toBe(told);
  });

  it('is not told of words that were not counted yet, that fit, or of which no part could be sent', () => {
    expect(unfitDraft(stateWith(unfit, 'too many words', 'too many words!'))).toBeNull();
    expect(unfitDraft(stateWith({ type: 'fits' }, 'words'))).toBeNull();
    expect(unfitDraft(stateWith({ ...unfit, fittingStart: null, fittingEnd: null }, 'words'))).toBeNull();
    expect(unfitDraft({ measured: null, draft: '' })).toBeNull();
  });

  it('has no first part where only its end could be sent', () => {
    expect(unfitDraft(stateWith({ ...unfit, fittingStart: null }, 'words'))).toMatchObject({ start: 0, end: 3 });
  });
});
