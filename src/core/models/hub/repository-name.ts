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
  const [repository, inAddress] = isAddress(text) ? ofPage(addressOf(text)) : [text, undefined];
  const named = { repository, revision: revision ?? inAddress ?? 'main' };
  if (isRepositoryName(named.repository) && isRevision(named.revision)) return named;
  throw hubFailed({ reason: 'badName', name: text.slice(0, 100) });
}

/** As a browser shows it, the public hub's is often copied without what is before its name. */
const publicHub = /^(www\.)?(huggingface\.co|hf\.co)(\/|$)/i;

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) || publicHub.test(text);
}

function addressOf(text: string): string {
  return publicHub.test(text) ? `https://${text}` : text;
}

/** Of the oldest models, whose names have one part, as well; what is behind the name says where in the repository a page is. */
function ofPage(address: string): [repository: string, revision: string | undefined] {
  const [first = '', second = '', ...more] = urlOf(address)?.pathname.split('/').filter(Boolean) ?? [];
  const isOnePart = isPlaceKind(second) && more[0] !== undefined && !isPlaceKind(more[0]);
  const [repository, kind, revision] = isOnePart
    ? [first, second, more[0]]
    : [[first, second].filter(Boolean).join('/'), more[0], more[1]];
  return [repository, isPlaceKind(kind) && revision ? decoded(revision) : undefined];
}

function isPlaceKind(part: string | undefined): boolean {
  return part !== undefined && /^(tree|blob|commit|commits|resolve|raw)$/.test(part);
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
