import { describe, expect, it } from 'vitest';
import { openClient } from '../../../shared/client.ts';
import { type AppContract, contract } from '../../../shared/contract.ts';
import { openMemoryPipes } from '../../../shared/memory-pipe.ts';
import { serve } from '../../../shared/serve.ts';
import type { Usage } from '../../../shared/usage-view.ts';
import type { ChatEvent, ChatView, MessageView } from '../../../shared/views.ts';
import { CoreError, type Handlers, type Pipe, type WireError, type WireMessage } from '../../../shared/wire.ts';
import { openPage } from './page.ts';

const usage = { sending: { type: 'fits' }, segments: [], usedTokens: 4, draftTokens: 0 } as unknown as Usage;
const question = {
  ...usage,
  usedTokens: 420,
  sending: { type: 'forgets', turns: [{ turnId: 1 }] },
} as unknown as Usage;

/** A core that stores messages and drafts as the contract says, and counts whatever it is told to. */
function openTestCore() {
  const messages: MessageView[] = [];
  const watchers = new Set<(event: ChatEvent) => void>();
  const core = {
    draft: '',
    kept: [] as string[],
    retries: [] as object[],
    measured: [] as string[],
    usedModels: [] as object[],
    keepError: null as CoreError | null,
    /** What no page has heard of yet: told to the next one. */
    unheard: null as WireError | null,
    /** Called when a message is stored, before that is answered. */
    onStored: () => {},
    messages,
    /** What happened to the chat because of somebody else. */
    tell: (event: ChatEvent) => {
      for (const send of watchers) send(event);
    },
    connect: (page: ReturnType<typeof openPage>, cutAfter = Number.POSITIVE_INFINITY) => {
      const [pageEnd, coreEnd] = openMemoryPipes();
      serve(cutPipe(coreEnd, cutAfter), contract, handlers);
      const client = openClient<AppContract>(pageEnd);
      page.listener.onState('open');
      page.listener.onClient(client);
      void client.closed.then(() => page.listener.onState('restarting'));
      return client;
    },
  };
  const view = (): ChatView =>
    ({
      id: 1,
      title: '',
      settings: { policy: 'dropOldest' },
      clampedReplyTokens: null,
      messages: [...messages],
      turns: [],
      forgetting: null,
      draft: core.draft,
      answering: null,
    }) as unknown as ChatView;
  const handlers = {
    'app.watch': async (_: unknown, send: (event: unknown) => void, signal: AbortSignal) => {
      const facts = { version: '', engine: { type: 'ready' }, model: null, chats: [], openChatId: 1 };
      const modelSwitch = { here: [], inUseId: 'large', coming: null, refused: null };
      const deviceGivenUp = core.unheard;
      core.unheard = null;
      send({ type: 'snapshot', ...facts, storage: { type: 'ok' }, modelSwitch, startedAgainAtMs: null, deviceGivenUp });
      await aborted(signal);
    },
    'chat.watch': async (_: unknown, send: (event: ChatEvent) => void, signal: AbortSignal) => {
      watchers.add(send);
      send({ type: 'snapshot', chat: view() });
      await aborted(signal);
      watchers.delete(send);
    },
    'draft.measure': ({ text }: { text: string }) => {
      core.measured.push(text);
      return usage;
    },
    'draft.keep': ({ text }: { text: string }) => {
      if (core.keepError) throw core.keepError;
      core.kept.push(text);
      core.draft = text;
    },
    'turn.run': ({ text, sendKey }: { text: string; sendKey: string }) => {
      if (!messages.some((message) => message.sendKey === sendKey)) {
        const id = messages.length + 1;
        messages.push({ id, turnId: id, role: 'user', text, state: 'done', sendKey } as MessageView);
        if (core.draft === text) core.draft = '';
        core.onStored();
      }
      return { type: 'begun', turnId: 1 };
    },
    'turn.retry': (retry: object) => {
      core.retries.push(retry);
      return { type: 'needsChoice', usage: question };
    },
    'models.use': (used: object) => void core.usedModels.push(used),
    'app.configure': () => {
      throw new CoreError('engineFailed');
    },
    'cache.inspect': () => {
      throw new CoreError('engineFailed');
    },
  } as unknown as Handlers<AppContract>;
  return core;
}

/** Ends the line after so many messages, whichever way they went. */
function cutPipe(pipe: Pipe, cutAfter: number): Pipe {
  let passed = 0;
  const pass = (deliver: () => void) => {
    passed += 1;
    if (passed > cutAfter) pipe.close();
    else deliver();
  };
  return {
    ...pipe,
    send: (message: WireMessage) => pass(() => pipe.send(message)),
    onMessage: (listener) => pipe.onMessage((message) => pass(() => listener(message))),
    onClose: (listener) => pipe.onClose(listener),
    close: () => pipe.close(),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

async function openTestPage() {
  const core = openTestCore();
  const page = openPage(() => setTimeout);
  core.connect(page);
  await settled();
  return { core, page, shown: () => page.state.get() };
}

describe('a page and its core', () => {
  it('stores words once wherever the line breaks, and never shows them twice', async () => {
    for (let cutAfter = 0; cutAfter < 24; cutAfter += 1) {
      const core = openTestCore();
      const page = openPage(() => setTimeout);
      core.connect(page);
      await settled();
      page.setDraft('Hell');
      await settled();
      core.connect(page, cutAfter);
      page.setDraft('Hello');
      await page.sending.send('button');
      await settled();
      core.connect(page);
      await settled();
      const { draft, mishap } = page.state.get();
      if (core.messages.length > 0) {
        expect({ cutAfter, draft, kept: core.draft, mishap }).toEqual({ cutAfter, draft: '', kept: '', mishap: null });
      } else {
        expect({ cutAfter, draft, kept: core.draft }).toEqual({ cutAfter, draft: 'Hello', kept: 'Hello' });
        await page.sending.send('button');
        await settled();
      }
      expect(core.messages.map(({ text }) => text)).toEqual(['Hello']);
      expect(page.state.get().draft).toBe('');
    }
  });

  it('says once that a device was given up before the page was there', async () => {
    const core = openTestCore();
    core.unheard = { code: 'deviceEnded', details: { device: 'webgpu' } };
    const page = openPage(() => setTimeout);
    core.connect(page);
    await settled();
    expect(page.state.get().mishap).toEqual({ code: 'deviceEnded', details: { device: 'webgpu' } });
    page.state.patch({ mishap: null });
    core.connect(page);
    await settled();
    expect(page.state.get()).toMatchObject({ mishap: null });
    expect(page.state.get()).not.toHaveProperty('deviceGivenUp');
  });

  it('lets only what was sent leave, when more was typed before the line came back', async () => {
    const { core, page, shown } = await openTestPage();
    const client = core.connect(page);
    await settled();
    page.setDraft('Hello');
    core.onStored = () => client.close();
    await page.sending.send('button');
    expect(shown()).toMatchObject({ draft: 'Hello', mishap: null });
    page.setDraft('Hello and more');
    core.connect(page);
    await settled();
    expect(shown()).toMatchObject({ draft: ' and more', mishap: null });
    expect(core.draft).toBe(' and more');
    expect(core.messages.map(({ text }) => text)).toEqual(['Hello']);
  });

  it('keeps nothing that was not typed here: counting after events of others writes no draft', async () => {
    const { core, page, shown } = await openTestPage();
    page.setDraft('Hello');
    await page.sending.send('button');
    await settled();
    const keptBefore = [...core.kept];
    core.draft = 'typed in another tab';
    core.tell({ type: 'turns', turns: [], forgetting: null });
    core.tell({ type: 'settings', settings: {} as never, defaultSettings: {} as never, clampedReplyTokens: null });
    await settled();
    expect(core.kept).toEqual(keptBefore);
    expect(core.draft).toBe('typed in another tab');
    core.connect(page);
    await settled();
    expect(shown().draft).toBe('typed in another tab');
    expect(core.draft).toBe('typed in another tab');
  });

  it('tells that words are not saved until they are', async () => {
    const { core, page, shown } = await openTestPage();
    core.keepError = new CoreError('diskFull');
    page.setDraft('a');
    await settled();
    expect(shown().keepMishap?.code).toBe('diskFull');
    core.keepError = null;
    page.setDraft('ab');
    await settled();
    expect(shown().keepMishap).toBeNull();
    expect(core.draft).toBe('ab');
  });

  it('shows the plan of what is asked only while it is asked', async () => {
    const { page, shown } = await openTestPage();
    page.setDraft('Hi');
    await settled();
    await page.sending.retry(1);
    await settled();
    expect(shown().question?.usage.usedTokens).toBe(420);
    expect(shown().measured?.usage.usedTokens).toBe(4);
    expect(shown().namedSinceMs.size).toBe(0);
    page.sending.dismissQuestion();
    expect(shown().question).toBeNull();
    expect(shown().measured?.usage.usedTokens).toBe(4);
  });

  it('brings back what was to be brought back when a question about it is answered with yes', async () => {
    const { core, page } = await openTestPage();
    await settled();
    await page.sending.retry(7, { bringBack: [3], acceptForgetting: [5] });
    await settled();
    await page.sending.acceptQuestion();
    const retry = { chatId: 1, turnId: 7, bringBack: [3] };
    expect(core.retries).toEqual([
      { ...retry, acceptForgetting: [5] },
      { ...retry, acceptForgetting: [1] },
    ]);
  });

  it('takes back a setting that could not be stored, and says so', async () => {
    const { page, shown } = await openTestPage();
    const changed = page.configureApp({ tellsWhyUnknown: false });
    expect(shown().settings?.tellsWhyUnknown).toBe(false);
    await changed;
    expect(shown().settings?.tellsWhyUnknown).not.toBe(false);
    expect(shown().mishap?.code).toBe('engineFailed');
  });

  it('sends nothing over the line that is too long, and keeps what stood there', async () => {
    const { core, page, shown } = await openTestPage();
    page.setDraft('short');
    await settled();
    page.setDraft(`short${'x'.repeat(2_500_000)}`);
    await settled();
    expect(shown().draft).toBe('short');
    expect(shown().refused?.characters).toBe(2_500_005);
    expect(core.kept).toEqual(['short']);
    expect(core.measured.at(-1)).toBe('short');
  });

  it('loads the model in use anyway, when a person wants that', async () => {
    const { core, page } = await openTestPage();
    await page.loadAnyway();
    expect(core.usedModels).toEqual([{ modelId: 'large', loadsAnyway: true }]);
  });

  it('keeps what was typed when the page goes, and the undo over a restart', async () => {
    const { core, page, shown } = await openTestPage();
    page.setDraft('a');
    page.setDraft('ab');
    page.flushDrafts();
    await settled();
    expect(core.draft).toBe('ab');
    page.state.patch({ deletions: [{ chatId: 2, title: 'gone' }] });
    page.offerUndo({ says: 'Branch left.', undo: async () => {} });
    core.connect(page);
    await settled();
    expect(shown()).toMatchObject({ deletions: [{ chatId: 2, title: 'gone' }], offer: { says: 'Branch left.' } });
  });
});
