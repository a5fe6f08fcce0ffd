import type { Words } from '../../shared/words/words.ts';
import { htmlText } from './html-text.ts';

export interface HtmlHead {
  readonly words: Words;
  /** Of the application. */
  readonly version: string;
  /** The Content-Security-Policy: what the file may run and wear. */
  readonly policy: string;
  readonly title: string;
  readonly style: string;
}

/** The lines with which every written page begins, up to the end of its head. */
export function htmlHead({ words, version, policy, title, style }: HtmlHead): readonly string[] {
  return [
    '<!doctype html>',
    `<html lang="${htmlText(words.languageTag)}" dir="${words.direction}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<meta name="generator" content="${htmlText(`${words.brand} ${version}`)}">`,
    `<title>${htmlText(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
  ];
}
