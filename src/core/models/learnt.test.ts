import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LearntFacts } from './learnt.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-learnt-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const engine = { checkpointHash: 'hash', parameterCount: 124, precision: 'fp32' } as Parameters<
  LearntFacts['noteEngine']
>[1];
const at = (decodeTokensPerSecond: number, device = 'cpu') => ({ device, decodeTokensPerSecond });
const writtenSpeed = () => JSON.parse(readFileSync(join(folder, '.learnt.json'), 'utf8')).mini.speed;

describe('what was learnt of a model', () => {
  it('has the speed of its newest answer, and writes one that is clearly another', async () => {
    const learnt = new LearntFacts(folder);
    learnt.noteEngine('mini', engine);
    learnt.noteSpeed('mini', at(100));
    await learnt.settled();
    expect(writtenSpeed()).toEqual(at(100));
    learnt.noteSpeed('mini', at(120));
    learnt.noteSpeed('mini', at(120, 'gpu'));
    await learnt.settled();
    expect(writtenSpeed()).toEqual(at(120, 'gpu'));
  });

  it('writes a speed that is about the same no sooner than at the end', async () => {
    const learnt = new LearntFacts(folder);
    learnt.noteEngine('mini', engine);
    learnt.noteSpeed('mini', at(100));
    await learnt.settled();
    learnt.noteSpeed('mini', at(104));
    expect(learnt.of('mini')?.speed).toEqual(at(104));
    // Whatever was on its way is written by now.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(writtenSpeed()).toEqual(at(100));
    await learnt.settled();
    expect(writtenSpeed()).toEqual(at(104));
    expect(new LearntFacts(folder).of('mini')?.speed).toEqual(at(104));
  });

  it('forgets those that were used longest ago, where there are many', () => {
    const learnt = new LearntFacts(folder);
    learnt.noteEngine('first', engine);
    learnt.noteEngine('second', engine);
    for (let index = 2; index < 200; index++) learnt.noteEngine(`/folder/${index}`, engine);
    // Loaded again, and asked again: nothing is known then that was not known before.
    learnt.noteEngine('first', engine);
    learnt.noteEngine('/folder/200', engine);
    expect(learnt.of('first')).toBeDefined();
    expect(learnt.of('second')).toBeUndefined();
    learnt.noteSpeed('/folder/2', at(100));
    learnt.noteEngine('/folder/201', engine);
    expect(learnt.of('/folder/2')).toBeDefined();
    expect(learnt.of('/folder/3')).toBeUndefined();
  });
});
