/** The files that lie in a folder that was dropped, not in those inside it: a model's lie side by side. */
export async function filesIn(folder: FileSystemDirectoryEntry): Promise<readonly File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    // A reader gives some at a time, and none at the end.
    if (entries.length === 0) return files;
    const here = entries.filter((entry): entry is FileSystemFileEntry => entry.isFile);
    files.push(...(await Promise.all(here.map(fileOf))));
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
