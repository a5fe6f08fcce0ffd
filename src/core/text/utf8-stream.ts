const replacement = 0xfffd;

/**
 * Decodes UTF-8 that arrives in pieces as a streaming TextDecoder does (WHATWG: one U+FFFD for each longest invalid
 * prefix), and keeps a byte order mark. Our own because it can tell whether bytes of an unfinished character are held back,
 * and answers the same under every Node.
 */
export class Utf8Stream {
  #codePoint = 0;
  #neededBytes = 0;
  /** Where the next byte must lie: the second byte of some characters is restricted. */
  #lower = 0x80;
  #upper = 0xbf;

  /** Whether a character has begun and not ended. */
  get isInsideCharacter(): boolean {
    return this.#neededBytes > 0;
  }

  /** The characters that these bytes complete. */
  append(bytes: Uint8Array): string {
    const codePoints: number[] = [];
    for (const byte of bytes) {
      if (this.#neededBytes > 0 && (byte < this.#lower || byte > this.#upper)) {
        this.#reset();
        codePoints.push(replacement);
      }
      if (this.#neededBytes > 0) this.#continue(byte, codePoints);
      else this.#begin(byte, codePoints);
    }
    return fromCodePoints(codePoints);
  }

  /** Ends the text: U+FFFD for a character that was not completed, else nothing. */
  flush(): string {
    if (this.#neededBytes === 0) return '';
    this.#reset();
    return '\ufffd';
  }

  #reset(): void {
    this.#codePoint = 0;
    this.#neededBytes = 0;
    this.#lower = 0x80;
    this.#upper = 0xbf;
  }

  #begin(byte: number, codePoints: number[]): void {
    if (byte < 0x80) {
      codePoints.push(byte);
      return;
    }
    if (byte < 0xc2 || byte > 0xf4) {
      codePoints.push(replacement);
      return;
    }
    this.#neededBytes = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.#codePoint = byte & (0x3f >> this.#neededBytes);
    // Shuts out overlong forms, surrogates and what lies beyond U+10FFFF.
    if (byte === 0xe0) this.#lower = 0xa0;
    if (byte === 0xf0) this.#lower = 0x90;
    if (byte === 0xed) this.#upper = 0x9f;
    if (byte === 0xf4) this.#upper = 0x8f;
  }

  #continue(byte: number, codePoints: number[]): void {
    this.#lower = 0x80;
    this.#upper = 0xbf;
    this.#codePoint = (this.#codePoint << 6) | (byte & 0x3f);
    this.#neededBytes--;
    if (this.#neededBytes > 0) return;
    codePoints.push(this.#codePoint);
    this.#codePoint = 0;
  }
}

/** In slices, because a call takes only so many arguments. */
function fromCodePoints(codePoints: readonly number[]): string {
  let text = '';
  for (let start = 0; start < codePoints.length; start += 8192) {
    text += String.fromCodePoint(...codePoints.slice(start, start + 8192));
  }
  return text;
}
