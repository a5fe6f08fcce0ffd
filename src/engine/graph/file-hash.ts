import { createHash, type Hash } from 'node:crypto';
import * as fs from 'node:fs/promises';

/** Told of so many more bytes. */
export type OnBytes = (bytes: number) => void;

/** The SHA-256 of files one after another, in hexadecimal. Holds a few megabytes at a time and lets the event loop turn. */
export async function hashFiles(paths: readonly string[], onBytes: OnBytes = () => {}): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) await addFile(path, hash, onBytes);
  return hash.digest('hex');
}

async function addFile(path: string, hash: Hash, onBytes: OnBytes): Promise<void> {
  const file = await fs.open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(4 * 1024 * 1024);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, null);
      if (bytesRead === 0) return;
      hash.update(buffer.subarray(0, bytesRead));
      onBytes(bytesRead);
    }
  } finally {
    await file.close();
  }
}
