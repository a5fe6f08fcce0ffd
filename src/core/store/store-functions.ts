import { type ActStore, openActStore } from './acts.ts';
import { type ArchiveMerger, openArchiveMerger } from './archive-merger.ts';
import { type ArchiveReader, type Meant, openArchiveReader, type ReadTree, readTree } from './archive-reader.ts';
import { type ArchiveWriter, openArchiveWriter } from './archive-writer.ts';
import { type BranchStore, openBranchStore } from './branches.ts';
import { type ChatModelStore, openChatModels } from './chat-models.ts';
import { type ChatStore, openChatStore } from './chats.ts';
import type { Connection } from './connection.ts';
import { type DraftStore, openDraftStore } from './drafts.ts';
import { type EditedAnswerStore, openEditedAnswers } from './edited-answers.ts';
import { type ErasingStore, openErasingStore } from './erasing.ts';
import { type GivenIdsStore, openGivenIdsStore } from './given-ids.ts';
import { type Doing, type Guard, guarded } from './guarded.ts';
import { type MessageIndex, openMessageIndex } from './message-index.ts';
import { type MessageStore, openMessageStore } from './message-store.ts';
import { type ModelFormStore, openModelFormStore } from './model-forms.ts';
import { trackImports } from './running-imports.ts';
import { openSettingsStore, type SettingsStore } from './settings.ts';
import { openTurnStore, type TurnStore } from './turns.ts';
import { openUpkeep, type Upkeep } from './upkeep.ts';

type ArchiveParts = ArchiveReader & ArchiveWriter & ArchiveMerger;

/** Chats as trees; `read` is `readTree`. */
export type Archive = ArchiveParts & { read(chatId: number, meant?: Meant): ReadTree | null };

/** What can be asked of a store. */
export interface StoreFunctions {
  readonly chats: ChatStore;
  readonly chatModels: ChatModelStore;
  readonly messages: MessageStore;
  readonly turns: TurnStore;
  readonly acts: ActStore;
  readonly branches: BranchStore & EditedAnswerStore;
  readonly drafts: DraftStore;
  readonly settings: SettingsStore;
  readonly modelForms: ModelFormStore;
  readonly erasing: ErasingStore;
  readonly upkeep: Upkeep;
  readonly archive: Archive;
  readonly givenIds: GivenIdsStore;
  readonly search: Pick<MessageIndex, 'find' | 'findIn' | 'isWhole' | 'fillSome' | 'refresh'>;
}

/** Every function, so that none can be added without saying what it does. */
const doings: { readonly [Name in keyof StoreFunctions]: Record<keyof StoreFunctions[Name], Doing> } = {
  chats: {
    create: 'writes',
    list: 'reads',
    newest: 'reads',
    listing: 'reads',
    get: 'reads',
    getAny: 'reads',
    findEmpty: 'reads',
    rename: 'writes',
    delete: 'writes',
    listDeleted: 'reads',
    countDeleted: 'reads',
    deleteForGood: 'writes',
    restore: 'writes',
    setArchived: 'writes',
    setPinned: 'writes',
    setActiveLeaf: 'writes',
  },
  chatModels: { get: 'reads', ofShownChats: 'reads', idsOfOthers: 'reads', set: 'writes', forget: 'writes' },
  messages: {
    get: 'reads',
    path: 'reads',
    newest: 'reads',
    before: 'reads',
    uid: 'reads',
    pathTo: 'reads',
    idsUpTo: 'reads',
    some: 'reads',
    withOrigins: 'reads',
    promptTurnIds: 'reads',
    links: 'reads',
    count: 'reads',
    children: 'reads',
    texts: 'reads',
    logits: 'reads',
  },
  turns: {
    begin: 'writes',
    findBySendKey: 'reads',
    setOrigin: 'writes',
    savePartial: 'writes',
    finish: 'writes',
    recover: { undone: 0 },
  },
  acts: { ofChat: 'reads', set: 'writes', setAll: 'writes' },
  branches: {
    partings: 'reads',
    newestBelow: 'reads',
    forkTo: 'reads',
    setOrigin: 'writes',
    branchedFrom: 'reads',
    textsAfter: 'reads',
    editAnswer: 'writes',
  },
  drafts: { get: 'reads', save: 'writes' },
  settings: { app: 'reads', configureApp: 'writes', ofChat: 'reads', configureChat: 'writes' },
  modelForms: { chosen: 'reads', own: 'reads', choose: 'writes', forget: 'writes' },
  erasing: { whatGoesWith: 'reads', erase: 'writes', eraseAll: 'writes' },
  upkeep: { retireOverdue: { undone: 0 }, purgeSome: { undone: false } },
  archive: {
    read: 'reads',
    chatIds: 'reads',
    count: 'reads',
    isEmpty: 'reads',
    placeOf: 'reads',
    readChat: 'reads',
    readMessages: 'reads',
    readThese: 'reads',
    begin: 'writes',
    addChat: 'writes',
    addMessages: 'writes',
    finish: 'writes',
    abandon: 'writes',
    hasChat: 'reads',
    mergeChat: 'writes',
    mergeMessages: 'writes',
    removeCutOff: 'writes',
  },
  givenIds: { unchecked: 'reads', settle: { undone: undefined } },
  search: { find: 'reads', findIn: 'reads', isWhole: 'reads', fillSome: { undone: false }, refresh: 'writes' },
};

/** As they are: what goes wrong comes as SQLite says it. */
export function openFunctions(connection: Connection, relaxed: Connection): StoreFunctions {
  const messages = openMessageStore(connection);
  const acts = openActStore(connection);
  const chats = openChatStore(connection);
  const settings = openSettingsStore(connection);
  const imports = trackImports();
  const drafts = openDraftStore(connection, relaxed);
  const index = openMessageIndex(connection);
  const chatModels = openChatModels(connection);
  return {
    chats,
    chatModels,
    messages,
    turns: openTurnStore(connection, { messages, acts, index }, relaxed),
    acts,
    branches: { ...openBranchStore(connection), ...openEditedAnswers(connection, { messages, acts, index }) },
    drafts,
    settings,
    modelForms: openModelFormStore(connection),
    erasing: openErasingStore(connection, index),
    upkeep: openUpkeep(connection, { relaxed, imports }),
    archive: withTrees({
      ...openArchiveReader(connection, { chats, settings, drafts, chatModels }),
      ...openArchiveWriter(connection, relaxed, imports),
      ...openArchiveMerger(relaxed, imports),
    }),
    givenIds: openGivenIdsStore(connection, relaxed),
    search: {
      ...{ find: index.find, findIn: index.findIn },
      ...{ isWhole: index.isWhole, fillSome: index.fillSome, refresh: index.refresh },
    },
  };
}

export function guardFunctions(functions: StoreFunctions, guard: Guard): StoreFunctions {
  return {
    chats: guarded(functions.chats, doings.chats, guard),
    chatModels: guarded(functions.chatModels, doings.chatModels, guard),
    messages: guarded(functions.messages, doings.messages, guard),
    turns: guarded(functions.turns, doings.turns, guard),
    acts: guarded(functions.acts, doings.acts, guard),
    branches: guarded(functions.branches, doings.branches, guard),
    drafts: guarded(functions.drafts, doings.drafts, guard),
    settings: guarded(functions.settings, doings.settings, guard),
    modelForms: guarded(functions.modelForms, doings.modelForms, guard),
    erasing: guarded(functions.erasing, doings.erasing, guard),
    upkeep: guarded(functions.upkeep, doings.upkeep, guard),
    // The parts of a tree are read later than it is asked for: each of them by what is guarded.
    archive: withTrees(guarded(functions.archive, doings.archive, guard)),
    givenIds: guarded(functions.givenIds, doings.givenIds, guard),
    search: guarded(functions.search, doings.search, guard),
  };
}

function withTrees<Parts extends ArchiveParts>(parts: Parts): Parts & Archive {
  return { ...parts, read: (chatId: number, meant?: Meant) => readTree(parts, chatId, meant) };
}
