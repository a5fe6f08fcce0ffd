import { describe, expect, it } from 'vitest';
import { isHubAddress, usualHubAddress } from './hub-address.ts';
import { changeSchema } from './settings.ts';

describe('the address of a hub', () => {
  it.each([
    ...[usualHubAddress, 'https://hf-mirror.com', 'https://mirror.example:8443/of/models/', 'https://10.0.0.7'],
    ...['http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:9', 'http://127.8.8.8/hub'],
  ])('may be %s', (address) => {
    expect(isHubAddress(address)).toBe(true);
    expect(changeSchema('app').parse({ hubAddress: address })).toEqual({ hubAddress: address });
  });

  it.each([
    ...[
      '',
      'huggingface.co',
      'http://huggingface.co',
      'http://10.0.0.7',
      'http://localhost.example.com',
      'ftp://a.test',
    ],
    ...[
      'https://',
      'https://ann:secret@a.test',
      'https://a.test/?b',
      'https://a.test/#b',
      'file:///etc',
      'javascript:1',
    ],
    ...['http://127.0.0.1.example.com', 'http://[::2]', 'http://0.0.0.0', `https://a.test/${'x'.repeat(300)}`],
  ])('cannot be %s', (address) => {
    expect(isHubAddress(address)).toBe(false);
    expect(changeSchema('app').safeParse({ hubAddress: address }).success).toBe(false);
  });
});
