import type { ExportDocument } from './document.ts';

/**
 * How a file of a format is made: its pieces in order, each made when it is asked for, of about one message. It is a pure function
 * of the document, but for what it reads of the archive. What was said is words to it, whatever they are: nothing in them may act where the file is opened.
 */
export type ExportFormat = (document: ExportDocument) => Iterable<string> | AsyncIterable<string>;
