import { createHash } from 'node:crypto';
import type { Replay } from '../../../shared/replay-view.ts';
import type { ExportDocument, ExportMessage } from '../document.ts';
import { htmlHead } from '../html-head.ts';
import { htmlText } from '../html-text.ts';
import { titleOf } from '../message-facts.ts';
import { type Player, player } from './player.ts';
import { replayOf } from './replay-of.ts';

/** How many messages are read before everything else has its turn. */
const MESSAGES_AT_ONCE = 100;

/**
 * A chat as one HTML file that plays it. It may run the player and wear its style, each by its hash, and nothing else: it loads
 * nothing, and what was said is data that is never read as markup.
 */
export function* writeReplay(document: ExportDocument): Iterable<string> {
  const [chat] = document.chats;
  if (!player) throw new Error('The player of replays was not built into this core.');
  if (!chat) return;
  const messages: ExportMessage[] = [];
  for (const message of chat.shown()) {
    messages.push(message);
    if (messages.length % MESSAGES_AT_ONCE === 0) yield '';
  }
  const { words, windowTokensOf } = document;
  const title = titleOf(chat, words);
  yield* replayFile(replayOf({ title, messages, acts: chat.acts, windowTokensOf, words }), player, document);
}

/** The file, in pieces. */
export function* replayFile(
  replay: Replay,
  { script, style }: Player,
  { words, version }: Pick<ExportDocument, 'words' | 'version'>,
): Iterable<string> {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  yield [
    ...htmlHead({ words, version, policy, title: words.replay.documentTitle(replay.title), style }),
    '<body>',
    `<noscript>${htmlText(words.replay.needsScript)}</noscript>`,
    '<script type="application/json" id="replay">',
  ].join('\n');
  yield* dataInHtml(replay);
  yield `</script>\n<script>${script}</script>\n</body>\n</html>\n`;
}

/**
 * An object as JSON that stands in a script element, in pieces: no `<` can end the element or begin a comment in it, and what some
 * programs take for the end of a line, or for nothing, is written by its number.
 */
export function* dataInHtml(value: object): Iterable<string> {
  yield '{';
  let separator = '';
  for (const [name, entry] of Object.entries(value)) {
    yield `${separator}${inHtml(name)}:`;
    separator = ',';
    if (Array.isArray(entry)) yield* listInHtml(entry);
    else yield inHtml(entry);
  }
  yield '}';
}

function* listInHtml(entries: readonly unknown[]): Iterable<string> {
  yield '[';
  for (const [index, entry] of entries.entries()) yield `${index === 0 ? '' : ','}${inHtml(entry)}`;
  yield ']';
}

function inHtml(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, byNumber);
}

function byNumber(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** As a policy names a text that may be used. */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
