import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { openTokenizer } from '../src/core/text/read-tokenizer.ts';
import { allProcessors } from '../src/engine/processors.ts';
import { verifyLogits } from '../src/engine/verify-logits.ts';
import { deviceNames } from '../src/shared/device-view.ts';
import { CoreError } from '../src/shared/wire.ts';
import { sentenceOf } from '../src/shared/words/sentence-of.ts';
import { systemWords } from '../src/shared/words/system-words.ts';

/** What was asked for cannot be done; the message says why. */
class Refusal extends Error {}

const usage = 'npm run verify -- --model DIR [--tokens FILE.json] [--texts FILE.json] [--device cpu|webgpu] --out DIR';

/**
 * Imports a checkpoint and writes what it makes of token lists and texts, to be compared with another implementation:
 * `logits-<i>.f32` for each list (see verifyLogits) and `ids.json`, the token ids of each text alone.
 */
async function main(): Promise<void> {
  const { model, tokens, texts, out, device } = readArguments();
  await mkdir(out, { recursive: true });
  if (texts) {
    const tokenizer = openTokenizer(model);
    const list = await readList(texts, z.array(z.string()), 'a list of texts');
    await writeFile(join(out, 'ids.json'), JSON.stringify(list.map((text) => tokenizer.encode(text))));
    console.log(`ids.json: ${list.length} texts`);
  }
  if (tokens) {
    const tokenLists = await readList(tokens, z.array(z.array(z.int())), 'a list of lists of token ids');
    // A folder of its own: what is verified is an import from the checkpoint as it is now.
    const graphsDir = await mkdtemp(join(tmpdir(), 'palimpsest-verify-'));
    try {
      const onLog = (line: string) => console.log(line);
      const provider = allProcessors[device];
      await verifyLogits({ modelDir: model, graphsDir, tokenLists, outDir: out, provider, onLog });
    } finally {
      await rm(graphsDir, { recursive: true, force: true });
    }
  }
}

function readArguments() {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { model: option, tokens: option, texts: option, out: option, device: option },
  });
  const { model, tokens, texts, out, device: asked = 'cpu' } = values;
  if (!model || !out) throw new Refusal(`Where is the model, and where should the results go? ${usage}`);
  const device = deviceNames.find((name) => name === asked);
  if (!device) throw new Refusal(`There is no device "${asked}". ${usage}`);
  const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(path));
  return { model: resolve(model), out: resolve(out), tokens: absolute(tokens), texts: absolute(texts), device };
}

async function readList<T>(file: string, schema: z.ZodMiniType<T>, what: string): Promise<T> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Refusal(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw new Refusal(`${file} does not hold ${what}.`);
  return parsed.data;
}

try {
  await main();
} catch (error) {
  const isKnown = error instanceof Refusal || (error instanceof TypeError && 'code' in error);
  if (error instanceof CoreError) console.error(sentenceOf(systemWords(), error));
  else console.error(isKnown ? (error as Error).message : error);
  process.exitCode = 1;
}
