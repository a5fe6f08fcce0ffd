import { describe, expect, it } from 'vitest';
import { saying } from '../shared/test-support/saying.ts';
import { parseLaunchOptions, toLaunchArguments } from './launch-options.ts';

const settings = { folder: '/home/ada/work', homeFolder: '/home/ada' };
const parse = (...launchArguments: string[]) => parseLaunchOptions(launchArguments, settings);

describe('the flags of a start', () => {
  it('may be left out', () => {
    expect(parse()).toEqual({ type: 'options', options: { opensWindow: true } });
  });

  it('are read with a space or an equals sign', () => {
    const options = {
      shell: 'browser',
      opensWindow: false,
      port: 8080,
      dataDir: '/data',
      modelDir: '/home/ada/work/gpt2',
    };
    const spaced = parse('--shell', 'browser', '--no-open', '--port', '8080', '--data-dir', '/data', '--model', 'gpt2');
    expect(spaced).toEqual({ type: 'options', options });
    const joined = parse('--shell=browser', '--no-open', '--port=8080', '--data-dir=/data', '--model=./gpt2');
    expect(joined).toEqual({ type: 'options', options });
  });

  it.each([
    [['--datadir', '/data'], '"--datadir" is not something Palimpsest can be started with'],
    [['-chat'], '"-chat" is not something Palimpsest can be started with'],
    [['a.palimpsest', 'b'], '"b" is not something Palimpsest can be started with'],
    [['--no-open=yes'], '"--no-open=yes" is not something Palimpsest can be started with'],
    [['--shell', 'tauri'], '"--shell" is electron or browser, not "tauri"'],
    [['--device', 'cuda'], '"--device" is auto, cpu or webgpu, not "cuda"'],
    [['--port', '65536'], '"--port" is a number from 0 to 65535, not "65536"'],
    [['--port', '80a'], '"--port" is a number from 0 to 65535, not "80a"'],
    [['--data-dir'], '"--data-dir" needs a value'],
    [['--data-dir='], '"--data-dir" needs a value'],
    [['--data-dir', '--no-open'], '"--data-dir" needs a value'],
    [['--__proto__', 'x'], '"--__proto__" is not something Palimpsest can be started with'],
  ])('are refused in a sentence: %j', (launchArguments, complaint) => {
    expect(parse(...launchArguments)).toEqual({ type: 'refused', error: saying(complaint) });
    expect(parse(...launchArguments)).toEqual({
      type: 'refused',
      error: saying('. It takes: [--shell electron|browser]'),
    });
  });

  it.each(['--data-dir', '--models-dir', '--model'])('know what ~ stands for: %s', (flag) => {
    const folderOf = (value: string) => {
      const read = parse(`${flag}=${value}`);
      if (read.type === 'refused') return read.error;
      return read.options.dataDir ?? read.options.modelsDir ?? read.options.modelDir;
    };
    expect(folderOf('~')).toBe('/home/ada');
    expect(folderOf('~/')).toBe('/home/ada');
    expect(folderOf('~/chats')).toBe('/home/ada/chats');
    expect(folderOf('./~')).toBe('/home/ada/work/~');
    expect(folderOf('~eve/chats')).toEqual(saying('what "~eve" stands for is not known here'));
  });

  it('are refused where there is nothing that a path could begin with', () => {
    const nowhere = { folder: undefined, homeFolder: undefined };
    expect(parseLaunchOptions(['--data-dir', '~/x'], nowhere)).toMatchObject({ type: 'refused' });
    expect(parseLaunchOptions(['--data-dir', 'x'], nowhere)).toMatchObject({ type: 'refused' });
    expect(parseLaunchOptions(['--data-dir', '/x'], nowhere)).toMatchObject({ options: { dataDir: '/x' } });
  });

  it('let somebody else have their switches', () => {
    const foreign = { folder: '/', foreignSwitches: ['--no-sandbox', '--inspect'] };
    expect(parseLaunchOptions(['--no-sandbox', '--inspect=0', '--no-open'], foreign)).toEqual({
      type: 'options',
      options: { opensWindow: false },
    });
  });

  it('say the same when handed on', () => {
    const read = parse(
      '--no-open',
      '--port',
      '0',
      '--data-dir',
      'a b',
      '--models-dir',
      'm',
      '--model',
      'n',
      '--device=webgpu',
    );
    if (read.type !== 'options') throw new Error(read.error.code);
    expect(parse(...toLaunchArguments(read.options))).toEqual(read);
  });
});
