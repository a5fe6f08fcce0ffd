/** Where a page sends a part of a model's file to its server, and what it says with it besides the token. */
export const modelFilePath = '/model-file';
export const modelFileHeaders = {
  sendId: 'x-palimpsest-send',
  /** The file's name, encoded as a part of a URL. */
  name: 'x-palimpsest-name',
  /** Of the file's bytes that are sent, the first one's place. */
  offset: 'x-palimpsest-offset',
} as const;

/** What is there of a file is compared in pieces of this size, before it is gone on with. */
export const sentPieceBytes = 8 * 1024 * 1024;

/** A file of a model that a page would send. */
export interface FileToSend {
  readonly name: string;
  readonly bytes: number;
}

/** What the server takes of it, and what of that it has already. */
export interface SendingView {
  readonly sendId: string;
  /** Where it comes to lie, for `models.look` and `models.import` once all of it is there. */
  readonly path: string;
  /** Only those that are needed, by the names that they were offered with. */
  readonly files: readonly FileBeingSent[];
}

export interface FileBeingSent extends FileToSend {
  /** It is sent only after `models.foreseeSending` has refused nothing. */
  readonly isWeights: boolean;
  /** SHA-256 of each whole piece that is there, in hexadecimal. */
  readonly pieceHashes: readonly string[];
}
