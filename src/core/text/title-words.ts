import { segmented } from './search-words.ts';

/** A chat that was branched from one of the same title has a number behind it. */
export function withoutNumber(title: string): string {
  return title.replace(/ \d+$/, '');
}

/** Whether the words of a title, or those before the number at its end, stand in a text one after the other. */
export function hasTitlesWords(text: string, title: string): boolean {
  const wanted = [title, withoutNumber(title)].map((words) => ` ${segmented(words)} `);
  const said = ` ${segmented(text)} `;
  return wanted.some((words) => words.trim() !== '' && said.includes(words));
}
