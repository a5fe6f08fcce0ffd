const beginning = 'version https://git-lfs.github.com/spec/';

/** How many of a file's first bytes are enough to tell whether it is a Git LFS pointer. */
export const LFS_BEGINNING_BYTES = beginning.length;

/** Whether a file that begins like this stands for one that Git LFS was to fetch (git-lfs.com, "Specification"). */
export function isLfsPointer(text: string): boolean {
  return text.startsWith(beginning);
}
