import { Utf8Stream } from './utf8-stream.ts';

/** The bytes of each token, by id; undefined where the vocabulary has a gap. */
export type TokenBytes = readonly (Uint8Array | undefined)[];

/** Turns ids that arrive one by one into text that is safe to show: a token may end in the middle of a character. */
export interface TextStream {
  /** Whether the ids so far end inside a character. */
  readonly isInsideCharacter: boolean;
  /** The text that these ids complete. An id that the vocabulary does not know adds nothing. */
  append(ids: readonly number[]): string;
  /** Ends the text: U+FFFD when the last character was not completed, else nothing. */
  flush(): string;
}

/** The text of tokens that are bytes. */
export class ByteTextStream implements TextStream {
  readonly #tokenBytes: TokenBytes;
  readonly #characters = new Utf8Stream();

  constructor(tokenBytes: TokenBytes) {
    this.#tokenBytes = tokenBytes;
  }

  get isInsideCharacter(): boolean {
    return this.#characters.isInsideCharacter;
  }

  append(ids: readonly number[]): string {
    let text = '';
    for (const id of ids) {
      const bytes = this.#tokenBytes[id];
      if (bytes) text += this.#characters.append(bytes);
    }
    return text;
  }

  flush(): string {
    return this.#characters.flush();
  }
}
