import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../../shared/views.ts';
import { en } from '../../../shared/words/en.ts';
import type { Page } from '../state/page.ts';
import { turnActionsOf } from './turn-action-list.ts';

const user = { id: 1, role: 'user', text: 'Hello' } as MessageView;
const answer = (state: MessageView['state']) => ({ id: 2, role: 'assistant', text: 'Hi', state }) as MessageView;

const keysOf = (assistant: MessageView | null) => {
  const shown = { id: 1, turn: null, user, assistant };
  return turnActionsOf({ shown, isLast: false, words: en, page: {} as Page, onEdit: () => {} }).map(({ key }) => key);
};

describe('a chat of its own', () => {
  it('is offered at every turn that nothing is written in, with an answer or without', () => {
    expect(keysOf(answer('done'))).toContain('branch-chat');
    expect(keysOf(answer('failed'))).toContain('branch-chat');
    expect(keysOf(null)).toContain('branch-chat');
    expect(keysOf(answer('streaming'))).not.toContain('branch-chat');
  });

  it('is all that a turn without an answer has besides its question and a try', () => {
    expect(keysOf(null)).toEqual(['edit', 'copy-question', 'regenerate', 'branch-chat']);
  });
});
