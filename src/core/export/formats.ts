import type { ExportFormatName } from '../../shared/export-view.ts';
import type { ExportFormat } from './format.ts';
import { writeHtml } from './html.ts';
import { writeMarkdown } from './markdown.ts';
import { writePalimpsest } from './palimpsest.ts';
import { writePlainText } from './plain-text.ts';
import { writeReplay } from './replay/replay.ts';

/** How each format is written; what is to be printed is HTML until then. To add one more, write its file and its line here. */
export const writers: Readonly<Record<ExportFormatName, ExportFormat>> = {
  markdown: writeMarkdown,
  html: writeHtml,
  text: writePlainText,
  pdf: writeHtml,
  replay: writeReplay,
  palimpsest: writePalimpsest,
};
