import { urlOf } from '../../../shared/hub-address.ts';
import { hubFailed } from './hub-failed.ts';

/** A model on a hub, as somebody names it. */
export interface NamedRepository {
  /** `owner/name`; of the oldest ones the name alone. */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

const part = /^[A-Za-z0-9](?:[\w.-]{0,94}[A-Za-z0-9_])?$/;

/** Whether a text is what a hub calls a model. What comes from a hub is asked as well. */
export function isRepositoryName(text: string): boolean {
  const parts = text.split('/');
  return parts.length <= 2 && parts.every((name) => part.test(name) && !name.includes('..') && !name.includes('--'));
}

/** Reads what was typed: a name, or the address of the model's page at a hub. Throws `hubFailed`. */
export function readRepositoryName(typed: string, revision: string | undefined): NamedRepository {
  const text = typed.trim();
  const [repository, inAddress] = /^https?:\/\//i.test(text) ? ofPage(text) : [text, undefined];
  const named = { repository, revision: revision ?? inAddress ?? 'main' };
  if (isRepositoryName(named.repository) && isRevision(named.revision)) return named;
  throw hubFailed({ reason: 'badName', name: text.slice(0, 100) });
}

function ofPage(text: string): [repository: string, revision: string | undefined] {
  const [owner = '', name = '', kind, ...revision] = urlOf(text)?.pathname.split('/').slice(1) ?? [];
  const isAt = kind === 'tree' || kind === 'blob' || kind === 'commit' || kind === 'resolve';
  return [`${owner}/${name}`, isAt && revision[0] ? decoded(revision[0]) : undefined];
}

/** What is no text in an address stays as it is, and is no revision. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function isRevision(text: string): boolean {
  return /^[\w][\w./-]{0,99}$/.test(text) && !text.includes('..');
}
