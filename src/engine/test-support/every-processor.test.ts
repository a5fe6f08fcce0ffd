import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findsAdapter } from './every-processor.ts';
import { offerSoftwareAdapter } from './software-adapter.ts';
import { temporaryFolder } from './temporary-folder.ts';

const variable = 'PALIMPSEST_SOFTWARE_ADAPTER';
const broken = () => Promise.reject(new Error('Couldn’t load Vulkan.'));
afterEach(() => void vi.unstubAllEnvs());

describe('tests of WebGPU', () => {
  it('are skipped where no adapter is, and fail where one should be', async () => {
    vi.stubEnv(variable, '');
    expect(await findsAdapter(broken)).toBe(false);
    expect(await findsAdapter(async () => ({ close: async () => {} }))).toBe(true);
    vi.stubEnv(variable, '1');
    await expect(findsAdapter(broken)).rejects.toThrow('Vulkan');
  });
});

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('an adapter that is offered', () => {
  it('is expected to work from then on', () => {
    const folder = realpathSync(temporaryFolder());
    const files = {
      'libvulkan.so.1': '',
      'swift.so': '',
      'vk_swiftshader_icd.json': '{"ICD":{"library_path":"swift.so"}}',
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const environment: NodeJS.ProcessEnv = { PATH: '', ELECTRON_OVERRIDE_DIST_PATH: folder };
    offerSoftwareAdapter(environment);
    expect(environment[variable]).toBe('1');
    expect(environment.VK_DRIVER_FILES).toContain('vk_swiftshader_icd.json');
    const setByPerson: NodeJS.ProcessEnv = { ...environment, VK_ICD_FILENAMES: '/mine.json', [variable]: undefined };
    offerSoftwareAdapter(setByPerson);
    expect(setByPerson[variable]).toBeUndefined();
  });
});
