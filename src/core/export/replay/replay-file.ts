import { createHash } from 'node:crypto';
import type { Replay } from '../../../shared/replay-view.ts';
import type { Words } from '../../../shared/words/words.ts';
import { toWellFormed } from '../../text/well-formed.ts';

/** Script and style that a replay is played with. */
export interface Player {
  readonly script: string;
  readonly style: string;
}

/**
 * One HTML file that plays a replay. It may run the player and wear its style, each by its hash, and nothing else: it loads
 * nothing, and what was said is data that is never read as markup.
 */
export function replayFile(replay: Replay, { script, style }: Player, { replay: words }: Words): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="${escaped(replay.languageTag)}" dir="${replay.direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(words.documentTitle(replay.title))}</title>
<style>${style}</style>
</head>
<body>
<noscript>${escaped(words.needsScript)}</noscript>
<script type="application/json" id="replay">${dataInHtml(replay)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/**
 * JSON that stands in a script element: without a `<` nothing in it can end the element or begin a comment, and what no HTML
 * file may hold (NUL, halves of characters) or some programs take for the end of a line is written by its number.
 */
export function dataInHtml(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, byNumber);
}

function byNumber(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A text between tags or in an attribute. */
export function escaped(text: string): string {
  return toWellFormed(text)
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** As a policy names a text that may be used. */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
