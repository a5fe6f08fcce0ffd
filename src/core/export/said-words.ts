import { toWellFormed } from '../text/well-formed.ts';

const controls = /(?![\t\n])[\p{Cc}]/gu;

/**
 * What was said, as it can stand in a file: lines end with "\n", and a control character is a picture of itself, so that neither
 * a parser drops it nor a terminal obeys it. All else stays as it is.
 */
export function saidWords(text: string): string {
  return toWellFormed(text)
    .replace(/\r\n?|\u0085/g, '\n')
    .replace(controls, pictureOf);
}

function pictureOf(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}
