import { describe, expect, it, vi } from 'vitest';
import { chooseShell, type MachineQuestions } from './choose-shell.ts';

const desktop: MachineQuestions = {
  isRootOnLinux: false,
  hasDisplay: () => true,
  findElectron: () => '/electron',
  fetchElectron: async () => ({ type: 'there', program: '/fetched' }),
  sandboxProblem: () => undefined,
  missingLibrary: () => undefined,
};
const rootProblem = "Electron's sandbox does not work for the root user";
const root: MachineQuestions = { ...desktop, isRootOnLinux: true, sandboxProblem: () => rootProblem };

describe('the shell that starts', () => {
  it('is Electron on a desktop', async () => {
    expect(await chooseShell(undefined, desktop)).toEqual({ type: 'electron', program: '/electron', flags: [] });
  });

  it('is the browser when it is asked for, and nothing else is looked at', async () => {
    const hasDisplay = vi.fn(() => true);
    expect(await chooseShell('browser', { ...desktop, hasDisplay })).toEqual({ type: 'browser' });
    expect(hasDisplay).not.toHaveBeenCalled();
  });

  it('is Electron after it was fetched', async () => {
    const machine = { ...desktop, findElectron: () => undefined };
    expect(await chooseShell(undefined, machine)).toMatchObject({ type: 'electron', program: '/fetched' });
  });

  it.each([
    ['there is no display', { hasDisplay: () => false }],
    ['the sandbox is shut', { sandboxProblem: () => 'the sandbox is shut' }],
    [
      'it could not be fetched',
      {
        findElectron: () => undefined,
        fetchElectron: async () => ({ type: 'absent' as const, reason: 'it could not be fetched' }),
      },
    ],
    ['a library that Electron links to is missing here (libgtk-3.so.0)', { missingLibrary: () => 'libgtk-3.so.0' }],
  ] as const)('is the browser when %s, and Electron by name is refused', async (reason, difference) => {
    const machine: MachineQuestions = { ...desktop, ...difference };
    expect(await chooseShell(undefined, machine)).toEqual({ type: 'browser', reason });
    const sentence = `The Electron shell cannot be started: ${reason}. Try: npm start -- --shell browser`;
    expect(await chooseShell('electron', machine)).toEqual({ type: 'refused', sentence });
  });

  it('is not fetched for a machine whose sandbox is shut', async () => {
    const fetchElectron = vi.fn(desktop.fetchElectron);
    await chooseShell(undefined, { ...root, findElectron: () => undefined, fetchElectron });
    expect(fetchElectron).not.toHaveBeenCalled();
  });

  it('is fetched again when Electron is asked for by name', async () => {
    const fetchElectron = vi.fn(desktop.fetchElectron);
    await chooseShell('electron', { ...desktop, findElectron: () => undefined, fetchElectron });
    expect(fetchElectron).toHaveBeenCalledWith({ triesAgain: true });
  });

  it('runs without a sandbox only for root who asked for Electron, and says so', async () => {
    expect(await chooseShell(undefined, root)).toEqual({ type: 'browser', reason: rootProblem });
    expect(await chooseShell('electron', root)).toMatchObject({
      flags: ['--no-sandbox'],
      note: expect.stringContaining('without its sandbox'),
    });
  });
});
