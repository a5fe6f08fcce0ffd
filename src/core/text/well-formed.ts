const loneSurrogate = /\p{Surrogate}/gu;

/** Replaces half characters by U+FFFD, as UTF-8 would: what is stored, counted and shown is then the same text. */
export function toWellFormed(text: string): string {
  return text.replace(loneSurrogate, '\ufffd');
}
