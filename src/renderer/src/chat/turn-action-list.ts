import type { MessageView } from '../../../shared/views.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { Page } from '../state/page.ts';
import type { ShownTurn } from '../state/turn-blocks.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import type { IconName } from '../ui/Icon.tsx';

/** One thing that can be done with a turn. */
export interface TurnAction {
  readonly key: string;
  readonly icon: IconName;
  readonly name: string;
  /** Done once it resolves; true: what was asked for leaves no other trace, and is to be confirmed on the button. */
  readonly act: () => Promise<boolean>;
}

export interface TurnActionListOptions {
  readonly shown: ShownTurn;
  readonly isLast: boolean;
  readonly words: Words;
  readonly page: Page;
}

/** What can be done with the words of a turn, in the order of its row; the newest turn's answer can also be asked for once more. */
export function turnActionsOf({ shown, isLast, words, page }: TurnActionListOptions): readonly TurnAction[] {
  const { user, assistant } = shown;
  const { answers } = words;
  const copying = (key: string, icon: IconName, name: string, message: MessageView): TurnAction => ({
    ...{ key, icon, name },
    act: () => page.copy(textOf(message, page)),
  });
  const asking = (key: string, icon: IconName, name: string, ask: () => Promise<void>): TurnAction => ({
    ...{ key, icon, name },
    act: async () => {
      await ask();
      // The button is gone with the answer that it was about.
      if (page.state.get().question === null) focusComposer();
      return false;
    },
  });
  return [
    ...(user ? [copying('copyQuestion', 'copyQuestion', answers.copyQuestion, user)] : []),
    ...(assistant && assistant.state !== 'streaming' && assistant.text !== ''
      ? [copying('copyAnswer', 'copy', answers.copyAnswer, assistant)]
      : []),
    ...(isLast && assistant?.state !== 'streaming'
      ? [asking('tryAgain', 'again', answers.tryAgain, () => page.sending.retry(shown.id))]
      : []),
    ...(isLast && assistant && canGoOn(assistant)
      ? [asking('goOn', 'goOn', answers.goOn, () => page.sending.goOn(shown.id))]
      : []),
  ];
}

/** It has words, and the model had not come to its end. */
function canGoOn({ state, tokenCount, receipt }: MessageView): boolean {
  if (state === 'streaming' || tokenCount === 0) return false;
  return state === 'stopped' || state === 'failed' || receipt?.endedBy === 'length';
}

function textOf(message: MessageView, page: Page): string {
  const live = page.live.answer();
  return live?.messageId === message.id ? live.text : message.text;
}
