import type { Replay } from '../../shared/replay-view.ts';
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

/** A chat that has forgotten and was tried again, with a turn that is hidden and one that is pinned, and words in another writing. */
export async function openForgetfulChat(): Promise<WindowChat> {
  const window = await WindowChat.open({ usedWindowTokens: 128, telling: 'silent', maxReplyTokens: 32 });
  const { chat } = window;
  const first = await chat.say('Hello! My name is Olga.');
  const hidden = await chat.say('Tell me a story about a fox.');
  await window.change([{ turnId: hidden.turnId, change: 'leaveOut' }]);
  await chat.say('你好，你叫什么名字？');
  await window.change([{ turnId: first.turnId, change: 'pin' }]);
  await window.fill();
  await chat.say(smallTalk);
  const tried = await chat.say('What is my name?');
  await window.retry(tried.turnId);
  await chat.untilEnded();
  await window.fill();
  await chat.say('Do you remember me?');
  return window;
}
