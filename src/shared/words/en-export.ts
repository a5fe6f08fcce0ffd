import type { ExportWords } from './export-words.ts';
import { openFormats } from './formats.ts';

const { bytes, count } = openFormats('en');

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;
const messages = (value: number) => plural(value, 'message', 'messages');
const chats = (value: number) => plural(value, 'chat', 'chats');

/** The dialog in which chats are carried elsewhere, in English. */
export const enExport: ExportWords = {
  open: 'Export…',
  openNamed: 'Export this chat',
  title: 'Export',
  lead: 'Take what was said elsewhere. Your chats stay as they are.',
  copyChat: 'Copy as Markdown',
  copyTurn: 'Copy the turn as Markdown',
  what: 'What',
  thisChat: 'This chat',
  chosenChats: 'Chosen chats',
  allChats: 'All chats',
  withDeleted: (value) => `Also ${plural(value, 'chat', 'chats')} in Recently deleted`,
  counts: (counted, withOthers) => {
    const others = withOthers && counted.otherMessages > 0 ? `, ${count(counted.otherMessages)} on other branches` : '';
    return `${chats(counted.chats)}, ${messages(counted.messages)}${others}`;
  },
  nothingChosen: 'No chat is chosen.',
  format: 'Format',
  formatNames: {
    ...{ markdown: 'Markdown', html: 'Web page', text: 'Plain text', pdf: 'PDF' },
    replay: 'Replay',
    palimpsest: 'Palimpsest file',
  },
  formatSays: {
    markdown: 'For notes and editors.',
    html: 'One file that every browser shows, light or dark.',
    text: 'For everything else.',
    pdf: 'To print, or to send as it is.',
    replay: 'One web page that plays the chat: how the window fills, what is forgotten, what each answer took.',
    palimpsest: 'To import it again: everything that is stored, in one file.',
  },
  include: 'With',
  otherBranches: (value) => (value === 0 ? 'Other branches (none)' : `Other branches (${messages(value)})`),
  holds: {
    everything: 'All branches are in it.',
    measuredBranch: 'The branch that is shown, with its receipts and what was forgotten.',
  },
  receipts: 'Receipts',
  forgetting: 'What was forgotten',
  preview: (fileName) => `Preview of ${fileName}`,
  previewCut: 'This is the beginning; the file has all of it.',
  copy: 'Copy',
  copied: 'Copied',
  save: 'Save…',
  download: 'Download',
  print: 'Print…',
  cancel: 'Cancel',
  close: 'Close',
  progress: (done, total) => `${count(done)} of ${messages(total)}`,
  working: 'Writing',
  done: ({ path, files, chats: written, bytes: size }) => {
    const what =
      files === 1 ? `${chats(written)}, ${bytes(size)}` : `${plural(files, 'file', 'files')}, ${bytes(size)}`;
    return path === null ? `Downloaded: ${what}.` : `Written: ${what}.`;
  },
  showInFolder: 'Show in folder',
};
