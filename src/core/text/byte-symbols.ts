/**
 * GPT-2 writes every byte as a printable character in its vocabulary files: printable Latin-1 stands for itself, the other
 * 68 bytes are moved to U+0100 and up, in order (`bytes_to_unicode` in OpenAI's encoder.py).
 */
function makeByteSymbols(): readonly string[] {
  let movedCount = 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(isPrintable ? byte : 0x100 + movedCount++);
  });
}

/** The symbol of each byte, by byte. */
export const byteSymbols = makeByteSymbols();

const bytesBySymbol = new Map(byteSymbols.map((symbol, byte) => [symbol, byte]));

/** The bytes a vocabulary entry stands for, or null when it is not written in byte symbols. */
export function bytesOfToken(token: string): Uint8Array | null {
  const bytes = new Uint8Array(token.length);
  for (let index = 0; index < token.length; index++) {
    const byte = bytesBySymbol.get(token.charAt(index));
    if (byte === undefined) return null;
    bytes[index] = byte;
  }
  return bytes;
}
