import { describe, expect, it } from 'vitest';
import { openCommands } from './commands.ts';

describe('what the menu asks for', () => {
  it('is done by whoever came last, and by the one before once that is gone', () => {
    const commands = openCommands();
    const done: string[] = [];
    commands.run('rename-chat');
    const leave = commands.on('rename-chat', () => done.push('first'));
    const leaveSecond = commands.on('rename-chat', () => done.push('second'));
    commands.run('rename-chat');
    leaveSecond();
    commands.run('rename-chat');
    leave();
    commands.run('rename-chat');
    expect(done).toEqual(['second', 'first']);
  });
});
