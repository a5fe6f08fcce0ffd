import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRandomCheckpoint } from '../src/engine/test-support/random-checkpoint.ts';

const folder = mkdtempSync(join(tmpdir(), 'palimpsest-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  const config = { n_layer: 1, n_head: 2, n_embd: 16, vocab_size: 40, n_positions: 32 };
  writeRandomCheckpoint(join(folder, 'model'), { config, seed: 1 });
  writeFileSync(join(folder, 'tokens.json'), '[[1, 2, 3]]');
});

/** As `npm run verify` runs it, where no driver is to be found. */
function verify(...device: string[]) {
  const out = join(folder, `out-${device.join('')}`);
  const flags = ['--model', join(folder, 'model'), '--tokens', join(folder, 'tokens.json'), '--out', out];
  const env = { ...process.env, VK_ICD_FILENAMES: '/nowhere.json', VK_DRIVER_FILES: '/nowhere.json' };
  const script = join(import.meta.dirname, 'verify.ts');
  const run = spawnSync(process.execPath, [script, ...flags, ...device], { env, encoding: 'utf8' });
  return { out, status: run.status, stderr: run.stderr };
}

describe('what is verified', () => {
  it('is computed on the CPU, unless another device is asked for', () => {
    const [first, second] = [verify(), verify('--device', 'cpu')];
    expect([first.status, second.status]).toEqual([0, 0]);
    const logits = readFileSync(join(first.out, 'logits-0.f32'));
    expect(logits.byteLength).toBeGreaterThan(0);
    expect(readFileSync(join(second.out, 'logits-0.f32')).equals(logits)).toBe(true);
  });

  it('is not computed on a device that nobody knows', () => {
    expect(verify('--device', 'cuda')).toMatchObject({ status: 1, stderr: expect.stringContaining('"cuda"') });
  });

  it.runIf(process.platform === 'linux')('is computed on no other device than was asked for', () => {
    const asked = verify('--device', 'webgpu');
    expect(asked.status).toBe(1);
    expect(asked.stderr).toContain('There is no GPU here that can be used');
  });
});
