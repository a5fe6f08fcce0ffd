import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The parts of node-llama-cpp's public API that the bench uses. It is no dependency of ours, so its types are not here.
interface Sequence {
  readonly nextTokenIndex: number;
  evaluateWithoutGeneratingNewTokens(tokens: readonly number[]): Promise<void>;
  eraseContextTokenRanges(ranges: readonly { readonly start: number; readonly end: number }[]): Promise<void>;
  evaluate(
    tokens: readonly number[],
    options: { readonly temperature: number; readonly yieldEogToken: boolean },
  ): AsyncGenerator<number>;
}
interface LlamaModule {
  getLlama(options: object): Promise<{
    loadModel(options: object): Promise<{
      createContext(options: object): Promise<{ getSequence(): Sequence }>;
      dispose(): Promise<void>;
    }>;
    dispose(): Promise<void>;
  }>;
}

const version = '3.22.1';

export interface LlamaRunner {
  readonly version: string;
  /** Greedy decoding behind `promptIds`: how many tokens a second, the prompt not counted. */
  decode(promptIds: readonly number[], tokenCount: number): Promise<number>;
  close(): Promise<void>;
}

/** Fetches node-llama-cpp with npm into `folder` unless it is there; its compiled part comes as an npm package as well. */
export function fetchNodeLlamaCpp(folder: string): void {
  if (existsSync(join(folder, 'node_modules', 'node-llama-cpp', 'package.json'))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const packageArguments = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `node-llama-cpp@${version}`];
  execFileSync(npm, packageArguments, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
}

/** Loads a GGUF file on the CPU through node-llama-cpp's public API. */
export async function openLlama(folder: string, ggufPath: string, threadCount: number): Promise<LlamaRunner> {
  const require = createRequire(join(folder, 'package.json'));
  const entry = pathToFileURL(require.resolve('node-llama-cpp')).href;
  const { getLlama } = (await import(entry)) as LlamaModule;
  const llama = await getLlama({ gpu: false, build: 'never', maxThreads: threadCount, logLevel: 'error' });
  const model = await llama.loadModel({ modelPath: ggufPath });
  const context = await model.createContext({ contextSize: 1024, threads: threadCount });
  const sequence = context.getSequence();
  return {
    version,
    decode: async (promptIds, tokenCount) => {
      if (sequence.nextTokenIndex > 0) {
        await sequence.eraseContextTokenRanges([{ start: promptIds.length - 1, end: sequence.nextTokenIndex }]);
      } else {
        await sequence.evaluateWithoutGeneratingNewTokens(promptIds.slice(0, -1));
      }
      let decoded = 0;
      let firstAt = 0;
      for await (const _token of sequence.evaluate(promptIds.slice(-1), { temperature: 0, yieldEogToken: true })) {
        if (decoded === 0) firstAt = performance.now();
        else if (decoded === tokenCount) break;
        decoded++;
      }
      return (decoded / (performance.now() - firstAt)) * 1000;
    },
    close: async () => {
      await model.dispose();
      await llama.dispose();
    },
  };
}
