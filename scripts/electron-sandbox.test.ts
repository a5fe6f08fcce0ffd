import { expect, it } from 'vitest';
import { type SandboxFacts, sandboxProblem } from './electron-sandbox.ts';

const linux: SandboxFacts = { platform: 'linux', isRoot: false, hasSetuidHelper: false, readSetting: () => undefined };
const withSetting = (name: string, value: string): SandboxFacts => ({
  ...linux,
  readSetting: (asked) => (asked === name ? value : undefined),
});

it('finds no fault with a usual Linux, nor with other systems', () => {
  expect(sandboxProblem(linux)).toBeUndefined();
  expect(sandboxProblem(withSetting('kernel/unprivileged_userns_clone', '1'))).toBeUndefined();
  expect(sandboxProblem({ ...linux, platform: 'darwin', isRoot: true })).toBeUndefined();
});

it('knows what shuts the sandbox', () => {
  expect(sandboxProblem({ ...linux, isRoot: true, hasSetuidHelper: true })).toContain('root');
  expect(sandboxProblem(withSetting('kernel/apparmor_restrict_unprivileged_userns', '1'))).toContain('AppArmor');
  expect(sandboxProblem(withSetting('kernel/unprivileged_userns_clone', '0'))).toContain('forbids');
  expect(sandboxProblem(withSetting('user/max_user_namespaces', '0'))).toContain('forbids');
});

it('lets the setuid helper stand in for user namespaces', () => {
  const ubuntu = withSetting('kernel/apparmor_restrict_unprivileged_userns', '1');
  expect(sandboxProblem({ ...ubuntu, hasSetuidHelper: true })).toBeUndefined();
});
