import * as z from 'zod/mini';
import type { BuiltInFormName } from '../../../shared/chat-form-view.ts';
import { whyNoGpt2 } from '../../../shared/gpt2-config.ts';
import type { HubFile, HubModel } from '../../../shared/hub-view.ts';
import { CoreError } from '../../../shared/wire.ts';
import type { HubAnswer, HubConnection } from './hub-connection.ts';
import { hubFailed } from './hub-failed.ts';
import { type ListedFile, neededFiles } from './needed-files.ts';
import { readJsonAnswer } from './read-short-answer.ts';
import { isRepositoryName, type NamedRepository } from './repository-name.ts';

/** What is known of a model that can be fetched. */
export type FoundModel = Pick<HubModel, 'repository' | 'commit' | 'licence' | 'files' | 'hashesFrom'> & {
  readonly languages: readonly string[] | null;
  /** As the manifest names it. */
  readonly form: BuiltInFormName | null;
};

const hex = (digits: number) => z.string().check(z.regex(new RegExp(`^[0-9a-f]{${digits}}$`)));
const bytes = z.int().check(z.minimum(0));
const anything = z.optional(z.unknown());
const missing = <Schema extends z.ZodMiniType>(schema: Schema) => z.optional(z.nullable(schema));

/** Of `/api/models/{repository}/revision/{revision}?blobs=true` what is needed here; a hub says much more. */
const answerSchema = z.object({
  id: z.string(),
  sha: hex(40),
  gated: missing(z.union([z.boolean(), z.string()])),
  siblings: z
    .array(
      z.object({
        rfilename: z.string(),
        size: missing(bytes),
        blobId: missing(hex(40)),
        lfs: missing(z.object({ sha256: hex(64), size: bytes })),
      }),
    )
    .check(z.maxLength(20_000)),
  cardData: missing(z.object({ license: anything, license_name: anything, language: anything })),
  config: missing(z.object({ model_type: anything, architectures: anything })),
});

type Answer = z.infer<typeof answerSchema>;

/** A repository of some thousand files takes 2 MB. */
const MOST_ANSWER_BYTES = 8 * 1024 * 1024;

export interface LookingUp {
  readonly signal: AbortSignal;
  readonly wholeMs: number;
}

/** Asks a hub what it has. Throws `hubFailed`, and `badModel` where the hub says itself that it is no GPT-2. */
export async function lookUpModel(
  connection: HubConnection,
  { repository, revision }: NamedRepository,
  { signal, wholeMs }: LookingUp,
): Promise<FoundModel> {
  const path = `api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const answer = await connection.ask(path, { signal, headers: { accept: 'application/json' } });
  requireFound(answer, repository);
  const parsed = answerSchema.safeParse(await readJsonAnswer(answer, { mostBytes: MOST_ANSWER_BYTES, wholeMs }));
  // What it is called now: a hub sends on from names that were changed.
  if (!parsed.success || !isRepositoryName(parsed.data.id))
    throw hubFailed({ reason: 'strangeAnswer', host: answer.host });
  const { id, sha, gated, siblings, cardData, config } = parsed.data;
  if (gated) throw hubFailed({ reason: 'needsAccount', repository: id, host: answer.host });
  // It need not say what it is: the file itself is looked at before the weights come.
  const problem = typeof config?.model_type === 'string' ? whyNoGpt2(config, 'config.json') : null;
  if (problem) throw new CoreError('badModel', problem);
  const files = neededFiles(id, siblings.map(listed));
  const [licence, languages] = [licenceOf(cardData), languagesOf(cardData)];
  return { repository: id, commit: sha, licence, languages, form: null, files, hashesFrom: 'hub' };
}

/** Throws `hubFailed` for whatever is not an answer to the question. A hub tells strangers of what is not there that they may not see it. */
export function requireFound({ status, host, close }: HubAnswer, repository: string): void {
  if (status === 200 || status === 206) return;
  close();
  if (status === 403) throw hubFailed({ reason: 'needsAccount', repository, host });
  if (status === 401 || status === 404) throw hubFailed({ reason: 'notThere', repository, host });
  throw hubFailed({ reason: 'refused', host, status });
}

function listed({ rfilename, size, blobId, lfs }: Answer['siblings'][number]): ListedFile {
  // Of a file in Git LFS, the blob is only its pointer.
  const hash: HubFile['hash'] | null = lfs
    ? { type: 'sha256', value: lfs.sha256 }
    : blobId
      ? { type: 'gitBlob', value: blobId }
      : null;
  const fileBytes = lfs?.size ?? size;
  return { name: rfilename, bytes: fileBytes ?? 0, hash: fileBytes == null ? null : hash };
}

function licenceOf(card: Answer['cardData']): string | null {
  const named = card?.license === 'other' ? (card.license_name ?? card.license) : card?.license;
  const said = textsOf(named).join(', ').slice(0, 100);
  return said === '' ? null : said;
}

function languagesOf(card: Answer['cardData']): readonly string[] | null {
  const tags = textsOf(card?.language).filter((tag) => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag));
  return tags.length === 0 ? null : tags.slice(0, 100);
}

/** What a person wrote as one text, or as several. */
function textsOf(value: unknown): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((text): text is string => typeof text === 'string').map((text) => text.replace(/\p{C}/gu, ''));
}
