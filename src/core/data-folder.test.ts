import { describe, expect, it } from 'vitest';
import { saying } from '../shared/test-support/saying.ts';
import { defaultCacheFolder, defaultDataFolder, findHomeFolder } from './data-folder.ts';

describe('the default folders', () => {
  it('follow the XDG base directories on Linux', () => {
    const linux = { platform: 'linux', homeFolder: '/home/ada' } as const;
    expect(defaultDataFolder({ ...linux, env: {} })).toBe('/home/ada/.local/share/Palimpsest');
    expect(defaultDataFolder({ ...linux, env: { XDG_DATA_HOME: '/data' } })).toBe('/data/Palimpsest');
    expect(defaultCacheFolder({ ...linux, env: {} })).toBe('/home/ada/.cache/palimpsest');
  });

  it('ignore an XDG path that is not absolute', () => {
    const env = { XDG_DATA_HOME: 'data', XDG_CACHE_HOME: '' };
    const linux = { platform: 'linux', homeFolder: '/home/ada', env } as const;
    expect(defaultDataFolder(linux)).toBe('/home/ada/.local/share/Palimpsest');
    expect(defaultCacheFolder(linux)).toBe('/home/ada/.cache/palimpsest');
  });

  it('are the Library on macOS', () => {
    const mac = { platform: 'darwin', homeFolder: '/Users/ada', env: { XDG_DATA_HOME: '/data' } } as const;
    expect(defaultDataFolder(mac)).toBe('/Users/ada/Library/Application Support/Palimpsest');
    expect(defaultCacheFolder(mac)).toBe('/Users/ada/Library/Caches/Palimpsest');
  });

  it('are the application data folders on Windows', () => {
    const windows = { platform: 'win32', homeFolder: 'C:\\Users\\ada' } as const;
    expect(defaultDataFolder({ ...windows, env: {} })).toBe('C:\\Users\\ada\\AppData\\Roaming\\Palimpsest');
    expect(defaultDataFolder({ ...windows, env: { APPDATA: 'D:\\Roaming' } })).toBe('D:\\Roaming\\Palimpsest');
    expect(defaultCacheFolder({ ...windows, env: {} })).toBe('C:\\Users\\ada\\AppData\\Local\\Palimpsest\\Cache');
  });
});

describe('a home', () => {
  const unregistered = () => {
    throw new Error('uv_os_homedir returned ENOENT');
  };

  it.each([
    ['named', () => '/home/ada', () => '/home/registered', '/home/ada'],
    ['named by nothing', () => '', () => '/home/registered', '/home/registered'],
    ['named relatively', () => 'ada', () => '/home/registered', '/home/registered'],
    ['of a user who is not registered', unregistered, unregistered, undefined],
    ['named relatively and not registered', () => '.', unregistered, undefined],
  ])('that is %s', (_what, named, registered, home) => {
    expect(findHomeFolder(named, registered)).toBe(home);
  });

  it('that is not there is asked for in a sentence, never replaced by the working folder', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      for (const homeFolder of [undefined, '', 'ada']) {
        expect(() => defaultDataFolder({ platform, env: {}, homeFolder })).toThrow(saying(/--data-dir/));
        expect(defaultCacheFolder({ platform, env: {}, homeFolder })).toBeUndefined();
      }
    }
    const env = { XDG_DATA_HOME: '/data', APPDATA: 'D:\\Roaming' };
    expect(defaultDataFolder({ platform: 'linux', env, homeFolder: undefined })).toBe('/data/Palimpsest');
    expect(defaultDataFolder({ platform: 'win32', env, homeFolder: undefined })).toBe('D:\\Roaming\\Palimpsest');
  });
});
