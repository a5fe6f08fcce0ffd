import { saidWords } from './said-words.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it stands between tags or in an attribute's quotes: words, whatever they are. */
export function htmlText(text: string): string {
  return saidWords(text).replace(/[&<>"']/g, (sign) => entities[sign] as string);
}
