import { expect, it } from 'vitest';
import { engineEnvironment } from './engine-environment.ts';

it('asks for huge pages on Linux, and leaves what was set', () => {
  expect(engineEnvironment({ HOME: '/home/ada' }, 'linux')).toEqual({
    HOME: '/home/ada',
    GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
  });
  expect(engineEnvironment({ GLIBC_TUNABLES: 'glibc.malloc.hugetlb=0' }, 'linux')).toEqual({
    GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1:glibc.malloc.hugetlb=0',
  });
  expect(engineEnvironment({ HOME: '/Users/ada' }, 'darwin')).toEqual({ HOME: '/Users/ada' });
});
