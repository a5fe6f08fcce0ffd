import type { ArchivedChat, ArchivedMessage } from '../store/archive.ts';
import { formatVersion, mostChats, mostDepth, mostMessagesOfChat, mostRecordUnits } from './format.ts';
import { jsonExcess } from './json-limits.ts';
import { MessageTree } from './message-tree.ts';
import { type Line, readLines } from './read-lines.ts';
import { chatOf, messageOf } from './read-records.ts';
import { type ChatRecord, type RecordKind, type RecordOf, recordSchemas } from './records.ts';
import { refused } from './refusal.ts';

/** What a file holds, in its order: each chat before its messages, parents before children. */
export type FileItem =
  | { readonly type: 'chat'; readonly chat: ArchivedChat }
  | { readonly type: 'messages'; readonly messages: readonly ArchivedMessage[] };

const MESSAGES_AT_ONCE = 100;

/**
 * Reads a `.palimpsest` file piece by piece, and says with the line and the field what is wrong with it: nothing that was given before
 * is good then. Whoever reads it to its end without an error has read a whole file.
 */
export async function* readPalimpsestFile(source: AsyncIterable<Uint8Array>): AsyncGenerator<FileItem> {
  const reading = new FileReading();
  for await (const lines of readLines(source)) {
    for (const line of lines) {
      reading.take(line);
      if (reading.isFull) yield* reading.give();
    }
    yield* reading.give();
  }
  reading.end();
}

type AnyRecord = { readonly [Kind in RecordKind]: RecordOf<Kind> }[RecordKind];

/** Where a reading stands: what the lines before say of what may follow. */
class FileReading {
  private items: FileItem[] = [];
  private messages: ArchivedMessage[] = [];
  private readonly chatUids = new Set<string>();
  private messageCount = 0;
  private state: 'header' | 'chats' | 'ended' = 'header';
  private tree: MessageTree | null = null;
  private chat: { readonly record: ChatRecord; readonly line: number } | null = null;
  private parts: string[] = [];
  private partUnits = 0;
  private lastLine = 0;

  get isFull(): boolean {
    return this.messages.length >= MESSAGES_AT_ONCE;
  }

  take(line: Line): void {
    this.lastLine = line.number;
    const record = this.state === 'header' ? headerOf(line) : recordOf(line.text, line.number);
    this.takeRecord(record, line.number);
  }

  /** What was read since it was asked last. */
  give(): FileItem[] {
    this.closeMessages();
    const { items } = this;
    this.items = [];
    return items;
  }

  end(): void {
    if (this.lastLine === 0) throw refused({ reason: 'empty' });
    if (this.state !== 'ended') throw refused({ reason: 'cutShort', line: this.lastLine });
  }

  private takeRecord(record: AnyRecord, line: number): void {
    const isExpected = this.state === (record.type === 'palimpsest' ? 'header' : 'chats');
    if (!isExpected) throw refused({ reason: 'misplaced', line, kind: record.type });
    if (this.parts.length > 0 && record.type !== 'part') throw refused({ reason: 'partMissing', line });
    if (record.type === 'palimpsest') this.state = 'chats';
    else if (record.type === 'chat') this.takeChat(record, line);
    else if (record.type === 'message') this.takeMessage(record, line);
    else if (record.type === 'part') this.takePart(record, line);
    else this.takeEnd(record, line);
  }

  private takeChat(record: ChatRecord, line: number): void {
    this.closeChat();
    const problem = this.chatUids.has(record.uid) ? 'twice' : this.chatUids.size >= mostChats ? 'count' : null;
    if (problem) throw refused({ reason: 'badField', line, field: 'uid', problem });
    this.chatUids.add(record.uid);
    this.chat = { record, line };
    this.tree = new MessageTree();
    this.items.push({ type: 'chat', chat: chatOf(record) });
  }

  private takeMessage(record: RecordOf<'message'>, line: number): void {
    const { tree } = this;
    if (!tree || tree.count >= mostMessagesOfChat) throw refused({ reason: 'misplaced', line, kind: record.type });
    this.messages.push(messageOf(record, line, tree));
    this.messageCount += 1;
  }

  private takePart({ part, of, json }: RecordOf<'part'>, line: number): void {
    if (part !== this.parts.length + 1 || part > of) throw refused({ reason: 'partMissing', line });
    this.partUnits += json.length;
    if (this.partUnits > mostRecordUnits) throw refused({ reason: 'tooMuch', line });
    this.parts.push(json);
    if (part < of) return;
    const whole = this.parts.join('');
    this.parts = [];
    this.partUnits = 0;
    const record = recordOf(whole, line);
    if (record.type === 'part') throw refused({ reason: 'misplaced', line, kind: record.type });
    this.takeRecord(record, line);
  }

  private takeEnd({ chats, messages }: RecordOf<'end'>, line: number): void {
    this.closeChat();
    const wrong = (field: string) => refused({ reason: 'badField', line, field, problem: 'count' });
    if (chats !== this.chatUids.size) throw wrong('chats');
    if (messages !== this.messageCount) throw wrong('messages');
    this.state = 'ended';
  }

  private closeMessages(): void {
    if (this.messages.length === 0) return;
    this.items.push({ type: 'messages', messages: this.messages });
    this.messages = [];
  }

  /** All messages are there: what the chat shows must be one of them. */
  private closeChat(): void {
    this.closeMessages();
    const { chat, tree } = this;
    const shows = chat?.record.shows ?? null;
    if (chat && shows !== null && !tree?.has(shows)) {
      throw refused({ reason: 'badField', line: chat.line, field: 'shows', problem: 'reference' });
    }
  }
}

/** Of a file that is not ours nothing more is said than that. */
function headerOf(line: Line): RecordOf<'palimpsest'> {
  const excess = jsonExcess(line.text);
  const json = excess ? null : parsed(line.text);
  if (typeOf(json) !== 'palimpsest') throw refused({ reason: 'foreign' });
  const { version } = json as { readonly version?: unknown };
  if (typeof version === 'number' && version > formatVersion) {
    throw refused({ reason: 'newer', version, newestVersion: formatVersion });
  }
  return checked('palimpsest', json, line.number) as RecordOf<'palimpsest'>;
}

function recordOf(text: string, line: number): AnyRecord {
  const excess = jsonExcess(text);
  if (excess === 'tooDeep') throw refused({ reason: excess, line, mostDepth });
  if (excess) throw refused({ reason: excess, line });
  const json = parsed(text);
  if (json === undefined) throw refused({ reason: 'notJson', line });
  const type = typeOf(json);
  if (type === null) throw refused({ reason: 'badField', line, field: 'type', problem: 'value' });
  if (!Object.hasOwn(recordSchemas, type)) throw refused({ reason: 'unknownKind', line, kind: type.slice(0, 40) });
  return checked(type as RecordKind, json, line);
}

/** Undefined when it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function typeOf(json: unknown): string | null {
  if (typeof json !== 'object' || json === null || !('type' in json)) return null;
  return typeof json.type === 'string' ? json.type : null;
}

function checked(type: RecordKind, json: unknown, line: number): AnyRecord {
  const result = recordSchemas[type].safeParse(json);
  if (result.success) return { type, ...result.data } as AnyRecord;
  const field = result.error.issues[0]?.path.join('.') || 'type';
  throw refused({ reason: 'badField', line, field, problem: 'value' });
}
