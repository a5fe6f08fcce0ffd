import type { BranchAct } from '../../../shared/branch-view.ts';
import type { MessageView } from '../../../shared/views.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { Page } from '../state/page.ts';
import type { ShownTurn } from '../state/turn-blocks.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import type { IconName } from '../ui/Icon.tsx';

/** One thing that can be done with a turn. */
export interface TurnAction {
  /** Stable, for tests as well. */
  readonly key: string;
  readonly icon: IconName;
  readonly name: string;
  /** What more is said of it. */
  readonly says?: string;
  /** What it would cost is told before it is done, and it waits for an answer under way. */
  readonly priced?: BranchAct;
  /**
   * Done once it resolves; true: what was asked for leaves no other trace, and is to be confirmed on the button. `accepted`: turns that
   * the price named as forgotten by it.
   */
  readonly act: (accepted: readonly number[]) => Promise<boolean>;
}

/** Which of a turn's messages is edited. */
export type EditedPart = 'question' | 'answer';

export interface TurnActionListOptions {
  readonly shown: ShownTurn;
  readonly isLast: boolean;
  readonly words: Words;
  readonly page: Page;
  readonly onEdit: (part: EditedPart) => void;
}

/** What can be done with the words of a turn, in the order of its row: its message's, its answer's, then the whole turn's. */
export function turnActionsOf({ shown, isLast, words, page, onEdit }: TurnActionListOptions): readonly TurnAction[] {
  const { user, assistant } = shown;
  const { answers, branch } = words;
  const turnId = shown.id;
  const hasEnded = assistant !== null && assistant.state !== 'streaming';
  const copying = (key: string, icon: IconName, name: string, message: MessageView): TurnAction => ({
    ...{ key, icon, name },
    act: () => page.copy(textOf(message, page)),
  });
  const editing = (key: string, icon: IconName, name: string, part: EditedPart): TurnAction => ({
    ...{ key, icon, name },
    act: async () => {
      onEdit(part);
      return false;
    },
  });
  const asking = (ask: () => Promise<void>) => async () => {
    await ask();
    // The button is gone with the answer that it was about.
    if (page.state.get().question === null) focusComposer();
    return false;
  };
  const tryAgain: TurnAction = {
    ...{ key: 'regenerate', icon: 'again', name: answers.tryAgain, priced: { type: 'retry', turnId } },
    act: (acceptForgetting) =>
      asking(() => page.sending.retry(turnId, { bringBack: [], acceptForgetting: [...acceptForgetting] }))(),
  };
  const goOn: TurnAction = {
    ...{ key: 'continue', icon: 'goOn', name: answers.goOn },
    act: asking(() => page.sending.goOn(turnId)),
  };
  const branchChat: TurnAction = {
    ...{ key: 'branch-chat', icon: 'branch', name: branch.branchChat, says: branch.branchChatSays },
    priced: { type: 'branchChat', turnId, turnCount: null },
    act: async () => {
      await page.branching.branchChat(turnId, null, branch.branched);
      return false;
    },
  };
  const copyTurn: TurnAction = {
    ...{ key: 'copy-turn', icon: 'copyTurn', name: words.exporting.copyTurn },
    act: () => page.copyTurn(turnId, words.languageTag),
  };
  return [
    ...(user ? [editing('edit', 'edit', branch.edit, 'question')] : []),
    ...(user ? [copying('copy-question', 'copyQuestion', answers.copyQuestion, user)] : []),
    ...(hasEnded ? [editing('edit-answer', 'editAnswer', branch.editAnswer, 'answer')] : []),
    ...(hasEnded && assistant.text !== '' ? [copying('copy', 'copy', answers.copyAnswer, assistant)] : []),
    ...(user && hasEnded ? [copyTurn] : []),
    ...(user && assistant?.state !== 'streaming' ? [tryAgain] : []),
    ...(isLast && assistant && canGoOn(assistant) ? [goOn] : []),
    ...(assistant?.state !== 'streaming' ? [branchChat] : []),
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
