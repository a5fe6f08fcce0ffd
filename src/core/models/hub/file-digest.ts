import { createHash } from 'node:crypto';
import type { HubFile } from '../../../shared/hub-view.ts';

/** What a file is, found out as its bytes go by. */
export interface FileDigest {
  update(bytes: Uint8Array): void;
  /** Good once. `isAsExpected`: it is the file that it has to be. */
  end(): { readonly sha256: string; readonly isAsExpected: boolean };
}

export function openFileDigest({ bytes, hash }: Pick<HubFile, 'bytes' | 'hash'>): FileDigest {
  const sha256 = createHash('sha256');
  // Git's name of a file's content (git-scm.com, "Git Objects").
  const blob = hash.type === 'gitBlob' ? createHash('sha1').update(`blob ${bytes}\0`) : null;
  return {
    update: (piece) => {
      sha256.update(piece);
      blob?.update(piece);
    },
    end: () => {
      const digest = sha256.digest('hex');
      return { sha256: digest, isAsExpected: (blob?.digest('hex') ?? digest) === hash.value.toLowerCase() };
    },
  };
}
