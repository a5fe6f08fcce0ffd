import { describe, expect, it } from 'vitest';
import { openNewestOnly } from './newest-only.ts';

/** Answers each question when told to. */
function openAsking() {
  const asked: {
    readonly question: string;
    readonly resolve: (answer: string) => void;
    readonly reject: () => void;
  }[] = [];
  const told: string[] = [];
  const errors: unknown[] = [];
  const newest = openNewestOnly<string, string>({
    ask: (question) => new Promise((resolve, reject) => asked.push({ question, resolve, reject })),
    onAnswer: (answer) => told.push(answer),
    onError: (error) => errors.push(error),
  });
  return { asked, told, errors, newest, questions: () => asked.map(({ question }) => question) };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('asking for the newest only', () => {
  it('asks one at a time, leaves out what was typed over, and tells no answer to it', async () => {
    const { asked, told, newest, questions } = openAsking();
    for (const question of ['b', 'bo', 'boa', 'boat']) newest.ask(question);
    expect(questions()).toEqual(['b']);
    asked[0]?.resolve('found for b');
    await settled();
    expect(told).toEqual([]);
    expect(questions()).toEqual(['b', 'boat']);
    asked[1]?.resolve('found for boat');
    await settled();
    expect(told).toEqual(['found for boat']);
  });

  it('tells an error of the newest only, and goes on', async () => {
    const { asked, told, errors, newest } = openAsking();
    newest.ask('a');
    newest.ask('ab');
    asked[0]?.reject();
    await settled();
    expect(errors).toHaveLength(0);
    asked[1]?.reject();
    await settled();
    expect(errors).toHaveLength(1);
    newest.ask('abc');
    asked[2]?.resolve('found');
    await settled();
    expect(told).toEqual(['found']);
  });

  it('tells nothing once it is closed', async () => {
    const { asked, told, newest } = openAsking();
    newest.ask('a');
    newest.close();
    asked[0]?.resolve('late');
    await settled();
    expect(told).toEqual([]);
  });
});
