import { describe, expect, it } from 'vitest';
import { branchMessage, plainReading } from '../test-support/branch-messages.ts';
import { Branch } from './branch.ts';
import { ChatWords } from './chat-words.ts';

const branchOf = (...texts: readonly string[]) =>
  Branch.of(
    { messages: texts.map((text, index) => branchMessage(index + 1, { text })), isWhole: true, acts: [] },
    plainReading,
  );

const nothingSeen: ReadonlySet<number> = new Set();

describe('the words of a chat', () => {
  it('are known by the turns in which they stand, questions and answers', async () => {
    const words = new ChatWords();
    const branch = branchOf('My name is Ada.', 'Hello!', 'And you?', 'I have no name.');
    await words.read(branch);
    const talk = words.talkBefore(5, branch, new Set([3]));
    expect(talk.turnsWith('name')).toEqual([1, 3]);
    expect(talk.turnsWith('ada')).toEqual([1]);
    expect(talk.turnsWith('the')).toEqual([]);
    expect([talk.isSeen(1), talk.isSeen(3)]).toEqual([false, true]);
    expect(talk.turn(1)).toEqual({ id: 1, user: 'My name is Ada.', answer: 'Hello!' });
  });

  it('do not count the question itself', async () => {
    const words = new ChatWords();
    const branch = branchOf('My name is Ada.', 'Hello!', 'What is my name?');
    await words.read(branch);
    expect(words.talkBefore(3, branch, nothingSeen).turnsWith('name')).toEqual([1]);
  });

  it('are read on from where they were read, once an answer has ended', async () => {
    const words = new ChatWords();
    const branch = branchOf('My name is Ada.', 'Hello!');
    const writing = branch.append(
      [branchMessage(3, { text: 'What is a lamp?' }), branchMessage(4, { text: 'A li', state: 'streaming' })],
      plainReading,
    );
    await words.read(writing);
    const ended = writing.replaceLeaf(branchMessage(4, { text: 'A light.' }), plainReading);
    await words.read(ended);
    const talk = words.talkBefore(5, ended, nothingSeen);
    expect(talk.turnsWith('lamp')).toEqual([3]);
    expect(talk.turnsWith('light')).toEqual([3]);
    expect(talk.turnsWith('li')).toEqual([]);
  });

  it('of turns that another branch has are not those of this one', async () => {
    const words = new ChatWords();
    const branch = branchOf('My name is Ada.', 'Hello!', 'I have a boat.', 'Good.');
    await words.read(branch);
    const other = branch.upTo(2).append([branchMessage(5, { text: 'I have a car.', parentId: 2 })], plainReading);
    await words.read(other);
    expect(words.talkBefore(7, other, nothingSeen).turnsWith('boat')).toEqual([]);
    expect(words.talkBefore(7, other, nothingSeen).turnsWith('car')).toEqual([5]);
    expect(words.talkBefore(7, branch, nothingSeen).turnsWith('boat')).toEqual([3]);
  });

  it('are read in pieces, so that whoever wants something of the core has it in between', async () => {
    const words = new ChatWords();
    const texts = Array.from({ length: 2_000 }, (_, index) =>
      `Word${index} stands here, and others with it. `.repeat(20),
    );
    let turns = 0;
    const count = () => {
      turns += 1;
      handle = setImmediate(count);
    };
    let handle = setImmediate(count);
    await words.read(branchOf(...texts));
    clearImmediate(handle);
    expect(turns).toBeGreaterThan(5);
  });
});
