import type { AppSettings, ChatSettings } from '../../../shared/settings.ts';
import type { BringBackView, ChangeOfTurn, TurnChange, WindowPrice } from '../../../shared/window-view.ts';
import { chooseFolder, type LinkListener, type LinkState } from '../connect.ts';
import { sendFile } from '../import/send-file.ts';
import { openTour, type Tour } from '../tour/tour-run.ts';
import { watchApp } from './app-events.ts';
import { openAppSettings } from './app-settings.ts';
import { type Branching, openBranching } from './branching.ts';
import { type ChatModels, openChatModels } from './chat-models.ts';
import { type Commands, openCommands } from './commands.ts';
import { openCopying } from './copying.ts';
import { type CoreLink, isClosed, mishapOf, openCoreLink } from './core-link.ts';
import { type Deletions, openDeletions } from './deletions.ts';
import type { RefusedWords } from './draft-entry.ts';
import { type Erasures, openErasures } from './erasures.ts';
import { type Exporting, openExporting } from './exporting.ts';
import { type Finding, openFinding } from './finding.ts';
import { type Importing, openImporting } from './importing.ts';
import { atCalmFrames, type LiveText, NUMBER_GAP_MS, openLiveText, TEXT_GAP_MS } from './live-answer.ts';
import { followLivePlan } from './live-plan.ts';
import { createObservable, type Observable } from './observable.ts';
import { openChatOnPage } from './open-chat.ts';
import { openPageDraft } from './page-draft.ts';
import { type BroughtModel, initialPageState, type PageState, type Place } from './page-state.ts';
import { openSending, type Sending } from './sending.ts';
import { openStartedAgain } from './started-again.ts';
import { openUndoOffers, type UndoOffers } from './undo.ts';

/** Settings to change; null goes back to the model's own. */
export type SettingsChange = { readonly [Name in keyof ChatSettings]?: ChatSettings[Name] | null };

/** What the page's components show and can ask for. */
export interface Page extends Deletions, Erasures, Exporting, Finding, Importing, UndoOffers {
  readonly state: Observable<PageState>;
  readonly live: LiveText;
  readonly sending: Sending;
  readonly branching: Branching;
  readonly chatModels: ChatModels;
  readonly commands: Commands;
  readonly tour: Tour;
  /** For parts that are fetched later and keep what they show themselves. */
  readonly core: CoreLink;
  showPlace(place: Place): void;
  /** Leads to the Models page, which says what it is before anything is copied. */
  bringModel(brought: BroughtModel): void;
  openChat(chatId: number): void;
  newChat(): Promise<void>;
  renameChat(chatId: number, title: string): Promise<void>;
  setDraft(text: string): void;
  /** Holds words that were too long to enter the composer, until they are taken in part; null lets go of them. */
  refuseWords(refused: RefusedWords | null): void;
  /** Stores what was typed and is not stored yet, before the page may go. */
  flushDrafts(): void;
  /** What was typed could not be stored: it would be lost with the page. */
  hasUnstoredWords(): boolean;
  stop(): Promise<void>;
  /** Changes settings of the app: here at once, and on every page when they are stored. */
  configureApp(settings: Partial<AppSettings>): Promise<void>;
  /** Changes settings; what is wrong with them is told near the composer. */
  configure(settings: SettingsChange): Promise<void>;
  /** Changes settings; rejects when they cannot be used, for a form that tells so itself. */
  saveSettings(settings: SettingsChange): Promise<void>;
  /** What can be brought back; of `among` only these. */
  forgottenTurns(among: readonly number[] | null): Promise<BringBackView>;
  priceOf(changes: readonly ChangeOfTurn[]): Promise<WindowPrice>;
  /** What asking a turn again would cost with these turns brought back. */
  retryPriceOf(turnId: number, bringBack: readonly number[]): Promise<WindowPrice>;
  changeTurn(turnId: number, change: TurnChange): Promise<void>;
  /** Makes all of the changes in one step; says whether that was done. */
  changeWindow(changes: readonly ChangeOfTurn[]): Promise<boolean>;
  restartEngine(): Promise<void>;
  /** Puts text into the clipboard. Whether it worked: what did not is told. */
  copy(text: string): Promise<boolean>;
  takeBundledModel(): Promise<void>;
  /** Loads the model in use, although there seems to be too little memory for it. */
  loadAnyway(): Promise<void>;
  /** Asks a person for the folder of another model, where the shell can. */
  chooseModelFolder(): Promise<void>;
  dismissMishap(): void;
  dismissStartedAgain(): void;
}

/** Makes the page's state and everything that changes it. Reaches nothing before `listener` is given a client. */
export function openPage(calmly: typeof atCalmFrames = atCalmFrames): Page & { readonly listener: LinkListener } {
  const state = createObservable<PageState>(initialPageState);
  const live = openLiveText(calmly(TEXT_GAP_MS), calmly(NUMBER_GAP_MS));
  const core = openCoreLink();
  const appSettings = openAppSettings(state, core);
  const draft = openPageDraft({ state, live, core });
  const chat = openChatOnPage({ state, live, core, draft, onGone: (chatId) => leaveChat(chatId) });
  // As long as the page lives.
  followLivePlan({ state, live, measure: () => draft.measure() });
  const sending = openSending(state, core, draft);
  const startedAgain = openStartedAgain(state);
  const commands = openCommands();
  const bringModel = (broughtModel: BroughtModel) => {
    state.patch({ broughtModel });
    commands.run('models');
  };
  const importing = openImporting({ state, core, sendFile, onModel: (path) => bringModel({ type: 'path', path }) });
  const attempt = attemptIn(state);
  const copy = openCopying(state);
  const showPlace = (place: Place) => {
    if (state.get().place !== place) state.patch({ place });
  };
  const openChat = (chatId: number) => {
    draft.flush();
    showPlace('chat');
    chat.open(chatId);
  };

  const openOther = (chatId: number) => {
    if (state.get().openChatId === chatId) showPlace('chat');
    else openChat(chatId);
  };
  const tour = openTour({ page: state, core, sending, openChat, setDraft: (text) => draft.set(text) });

  async function newChat(): Promise<void> {
    await attempt(async () => openChat((await core.call('chat.create', {})).chatId));
  }
  /** The chat that was open is gone: the next one in the list is shown, or a new one, or nothing where none can be made. */
  function leaveChat(chatId: number): void {
    const chats = state.get().chats.filter((summary) => summary.id !== chatId);
    state.patch({ chats });
    const next = chats.find(({ archivedAtMs }) => archivedAtMs === undefined);
    if (next) {
      draft.flush();
      chat.open(next.id);
      return;
    }
    chat.close();
    if (state.get().storage.type !== 'readOnly') void newChat();
  }
  const offers = openUndoOffers(state);
  // As long as the page lives.
  commands.on('new-chat', () => void newChat());
  const branching = openBranching({ state, core, attempt, openChat, offers, setDraft: (text) => draft.set(text) });
  return {
    state,
    live,
    core,
    showPlace,
    bringModel,
    sending,
    commands,
    tour,
    newChat,
    openChat: openOther,
    setDraft: (text) => draft.set(text),
    refuseWords: (refused) => draft.refuse(refused),
    flushDrafts: () => draft.flush(),
    hasUnstoredWords: () => draft.isAtRisk(),
    dismissStartedAgain: startedAgain.dismiss,
    copy,
    ...openExporting({ state, core, attempt, copy }),
    ...importing,
    ...openFinding({ state, core, openChat: openOther, showBranch: branching.show }),
    ...offers,
    branching,
    chatModels: openChatModels({ state, core, attempt }),
    ...chatActions({ state, core, attempt }),
    ...openDeletions({ state, core, draft, attempt }),
    ...openErasures({ state, core, attempt }),
    ...turnActions(state, core, attempt),
    configureApp: (settings) => attempt(() => appSettings.configure(settings)),
    listener: {
      onState: (link: LinkState) => state.patch(link === 'open' ? { link } : { link, cache: null }),
      onClient: (client) => {
        core.use(client);
        watchApp(client, { state, settings: appSettings, chat, draft, startedAgain, importing });
      },
      onCommand: (command) => commands.run(command),
      onPath: importing.openPath,
    },
  };
}

/** Does what a person asked for, of a chat where one is named. */
type Attempt = (work: () => Promise<void>, chatId?: number) => Promise<void>;

/**
 * When it does not work, that is told; but for a broken line, which the banner tells, and for what was asked of a chat that
 * is not on the screen any more.
 */
function attemptIn(state: Observable<PageState>): Attempt {
  return async (work, chatId) => {
    try {
      await work();
    } catch (error) {
      const isLeft = chatId !== undefined && state.get().openChatId !== chatId;
      if (!isClosed(error) && !isLeft) state.patch({ mishap: mishapOf(error) });
    }
  };
}

interface ChatActionsOptions {
  readonly state: Observable<PageState>;
  readonly core: CoreLink;
  readonly attempt: Attempt;
}

function chatActions({ state, core, attempt }: ChatActionsOptions) {
  return {
    renameChat: (chatId: number, title: string) => attempt(() => core.call('chat.rename', { chatId, title })),
    restartEngine: () => attempt(() => core.call('engine.restart', {})),
    takeBundledModel: () => attempt(() => core.call('model.use', { type: 'bundled' })),
    loadAnyway: () =>
      attempt(() => core.call('models.use', { modelId: state.get().modelSwitch.inUseId, loadsAnyway: true })),
    chooseModelFolder: () =>
      attempt(async () => {
        const folder = await chooseFolder();
        if (folder !== null) await core.call('model.use', { type: 'folder', folder });
      }),
    dismissMishap: () => state.patch({ mishap: null }),
  };
}

function turnActions(state: Observable<PageState>, core: CoreLink, attempt: Attempt) {
  const openChatId = () => state.get().openChatId ?? 0;
  const saveSettings = async (chatId: number, settings: SettingsChange) => {
    const saved = await core.call('chat.configure', { chatId, settings });
    const { chat } = state.get();
    if (chat?.id === chatId) state.patch({ chat: { ...chat, settings: saved } });
  };
  /** Of the chat that is open now; what goes wrong is told only while it still is. */
  const attemptHere = (work: (chatId: number) => Promise<void>) => attempt(() => work(openChatId()), openChatId());
  const changeWindow = async (changes: readonly ChangeOfTurn[]) => {
    let isDone = false;
    await attemptHere(async (chatId) => {
      await core.call('window.change', { chatId, changes: [...changes] });
      isDone = true;
    });
    return isDone;
  };
  return {
    saveSettings: (settings: SettingsChange) => saveSettings(openChatId(), settings),
    configure: (settings: SettingsChange) => attemptHere((chatId) => saveSettings(chatId, settings)),
    stop: () => attemptHere((chatId) => core.call('turn.stop', { chatId })),
    retryPriceOf: (turnId: number, bringBack: readonly number[]) =>
      core.call('turn.retryPrice', { chatId: openChatId(), turnId, bringBack: [...bringBack] }),
    forgottenTurns: (among: readonly number[] | null) =>
      core.call('window.forgotten', { chatId: openChatId(), among: among && [...among] }),
    priceOf: (changes: readonly ChangeOfTurn[]) =>
      core.call('window.price', { chatId: openChatId(), changes: [...changes] }),
    changeWindow,
    changeTurn: async (turnId: number, change: TurnChange) => {
      await changeWindow([{ turnId, change }]);
    },
  };
}
