import type { Replay } from '../../shared/replay-view.ts';
import type { Usage } from '../../shared/usage-view.ts';
import type { MessageView } from '../../shared/views.ts';
import { smallTalk, WindowChat } from './window-chat.ts';

/** The file, as a page would be given it. */
export async function exportReplay({ test, id }: WindowChat): Promise<string> {
  const { text } = await test.page.call('export.text', {
    selection: { type: 'chats', chatIds: [id] },
    format: 'replay',
    options: { otherBranches: false, receipts: true, forgetting: true },
    language: 'en',
  });
  return text;
}

/** What a replay plays, as it stands in the file. */
export function replayIn(file: string): Replay {
  const data = /<script type="application\/json" id="replay">([^<]*)<\/script>/.exec(file)?.[1];
  if (data === undefined) throw new Error('The file has no data.');
  return JSON.parse(data) as Replay;
}

/** How full the window was when an answer had ended, by its message. */
export type MeasuredAnswers = ReadonlyMap<number, Usage>;

export interface ForgetfulChat {
  readonly window: WindowChat;
  readonly measured: MeasuredAnswers;
}

/** A chat that has forgotten and was tried again, with a turn that is hidden and one that is pinned, and words in another writing. */
export async function openForgetfulChat(): Promise<ForgetfulChat> {
  const window = await WindowChat.open({ usedWindowTokens: 128, telling: 'silent', maxReplyTokens: 32 });
  const { chat } = window;
  const measured = new Map<number, Usage>();
  const noted = async (ended: Promise<MessageView>): Promise<MessageView> => {
    const message = await ended;
    measured.set(message.id, await window.measure(''));
    return message;
  };
  const say = (text: string) => noted(chat.say(text));
  const fill = async () => {
    while ((await window.measure(smallTalk)).sending.type === 'fits') await say(smallTalk);
  };
  const first = await say('Hello! My name is Olga.');
  const hidden = await say('Tell me a story about a fox.');
  await window.change([{ turnId: hidden.turnId, change: 'leaveOut' }]);
  await say('你好，你叫什么名字？');
  await window.change([{ turnId: first.turnId, change: 'pin' }]);
  await fill();
  await say(smallTalk);
  const tried = await say('What is my name?');
  await window.retry(tried.turnId);
  await noted(chat.untilEnded());
  await fill();
  await say('Do you remember me?');
  return { window, measured };
}
