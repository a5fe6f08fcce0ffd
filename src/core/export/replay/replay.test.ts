import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replay, ReplayStep } from '../../../shared/replay-view.ts';
import type { ChatEvent } from '../../../shared/views.ts';
import { en } from '../../../shared/words/en.ts';
import type { MessageWithOrigin } from '../../store/origin-reader.ts';
import { exportReplay, type ForgetfulChat, openForgetfulChat, replayIn } from '../../test-support/replayed-chat.ts';
import { saidWords } from '../said-words.ts';
import { player } from './player.ts';
import { replayFile } from './replay.ts';
import { replayOf } from './replay-of.ts';

let chat: ForgetfulChat;
let path: readonly MessageWithOrigin[];
let file: string;
let replay: Replay;

beforeAll(async () => {
  chat = await openForgetfulChat();
  path = chat.window.test.app.store.messages.path(chat.window.id);
  file = await exportReplay(chat.window);
  replay = replayIn(file);
});
afterAll(() => chat.window.test.close());

const questions = () => path.filter(({ role }) => role === 'user');
const answers = () => path.filter(({ role }) => role === 'assistant');
const stepOf = (turn: number, kind: ReplayStep['kind']) =>
  replay.steps.find((step) => step.turn === turn && step.kind === kind);
const gaugeOf = (step: ReplayStep | undefined) => replay.gauges[step?.gauge ?? -1];
const mapOf = (step: ReplayStep | undefined) => replay.maps[step?.map ?? -1];
const placesOf = (step: ReplayStep | undefined, kind: string) =>
  mapOf(step)?.places.find((run) => run.kind === kind)?.tokens ?? 0;

describe('the replay of a chat that has forgotten', () => {
  it('has every turn of the branch that is shown, with its words and the answer that was kept', () => {
    expect(replay.turns.map(({ question }) => question.text)).toEqual(questions().map(({ text }) => text));
    expect(replay.turns.map(({ answer }) => answer?.text)).toEqual(answers().map(({ text }) => text));
  });

  it('goes through each turn in order: said, forgot where it did, read, wrote', () => {
    const kinds = answers().map(({ forgotten }) =>
      forgotten.length > 0 ? ['said', 'forgot', 'read', 'wrote'] : ['said', 'read', 'wrote'],
    );
    expect(kinds.filter((ofTurn) => ofTurn.includes('forgot'))).toHaveLength(2);
    expect(replay.steps.map(({ kind }) => kind)).toEqual(kinds.flat());
    expect(replay.steps.map(({ turn }) => turn)).toEqual(kinds.flatMap((ofTurn, turn) => ofTurn.map(() => turn)));
  });

  it('tells the numbers of the receipts, and how long reading and writing took', () => {
    for (const [turn, { receipt }] of answers().entries()) {
      const [read, wrote] = [stepOf(turn, 'read'), stepOf(turn, 'wrote')];
      expect([read?.measuredMs, wrote?.measuredMs]).toEqual([receipt?.prefillMs, receipt?.decodeMs]);
      expect(replay.turns[turn]?.answer?.receipt).toMatchObject({
        reusedTokens: receipt?.reusedTokens,
        prefilledTokens: receipt?.prefilledTokens,
        decodedTokens: receipt?.decodedTokens,
      });
      expect([placesOf(wrote, 'reused'), placesOf(wrote, 'read'), placesOf(wrote, 'written')]).toEqual([
        receipt?.reusedTokens,
        receipt?.prefilledTokens,
        receipt?.decodedTokens,
      ]);
    }
  });

  it('has the gauge that the chat had when each answer had ended, turn by turn', () => {
    for (const [turn, answer] of answers().entries()) {
      const usage = chat.measured.get(answer.id);
      const gauge = gaugeOf(stepOf(turn, 'wrote'));
      const { usedTokens, limitTokens, windowTokens } = usage ?? {};
      expect(gauge).toMatchObject({ usedTokens, limitTokens, windowTokens });
      const tokensOf = new Map<number, number>();
      for (const segment of gauge?.segments ?? []) {
        const id = questions()[segment.turn ?? -1]?.id ?? 0;
        tokensOf.set(id, (tokensOf.get(id) ?? 0) + segment.tokens);
      }
      const measured = usage?.segments.filter((segment) => segment.turn !== null) ?? [];
      expect([...tokensOf]).toEqual(measured.map((segment) => [segment.turn?.turnId, segment.tokens]));
      const pinned = gauge?.segments
        .filter(({ kind }) => kind === 'pinned')
        .map((segment) => questions()[segment.turn ?? -1]?.id);
      expect(pinned).toEqual(measured.filter(({ type }) => type === 'pinned').map((segment) => segment.turn?.turnId));
    }
  });

  it('fills as many places as the gauge tells, before and after the answer', () => {
    for (const step of replay.steps.filter(({ kind }) => kind !== 'said')) {
      const used = mapOf(step)?.places.reduce((sum, { tokens }) => sum + tokens, 0);
      expect(used).toBe(gaugeOf(step)?.usedTokens);
      const free = mapOf(step)?.legend.find(({ kind }) => kind === 'free')?.count;
      expect(Number(free)).toBe((mapOf(step)?.windowTokens ?? 0) - (used ?? 0));
    }
  });

  it('lets leave what was forgotten at a send, and nothing else', () => {
    for (const [turn, { forgotten }] of answers().entries()) {
      const ids = forgotten.map(({ turnId }) => turnId);
      const leaving = gaugeOf(stepOf(turn, 'said'))?.segments.filter(({ leaves }) => leaves) ?? [];
      expect(leaving.map((segment) => questions()[segment.turn ?? -1]?.id)).toEqual(ids);
      expect((replay.turns[turn]?.forgot?.turns ?? []).map((one) => questions()[one]?.id)).toEqual(ids);
      if (ids.length === 0) continue;
      expect(leaving.map(({ tokens }) => tokens)).toEqual(forgotten.map(({ tokens }) => tokens));
      const [before, after] = [gaugeOf(stepOf(turn, 'said')), gaugeOf(stepOf(turn, 'forgot'))];
      const gone = forgotten.reduce((sum, { tokens }) => sum + tokens, 0);
      expect((before?.usedTokens ?? 0) + (before?.draftTokens ?? 0) - gone).toBe(after?.usedTokens);
    }
  });

  it('sees and does not see what the chat told at each send, and draws the same line', () => {
    const begun = chat.window.chat.events.filter((event) => event.type === 'begun');
    const seen = new Map<number, boolean>();
    let checked = 0;
    for (const event of chat.window.chat.events)
      noteSeen(event, seen, begun, (sent) => {
        const turn = answers().findIndex(({ id }) => id === sent.messageId);
        if (turn < 0) return;
        checked++;
        const step = replay.steps.findIndex((one) => one.turn === turn && one.kind === 'read');
        for (const [index, { id }] of questions().slice(0, turn).entries()) {
          const sight = replay.sights.filter((change) => change.turn === index && change.step <= step).at(-1)?.sight;
          expect(sight === undefined || sight === 'seen', `turn ${index + 1} at turn ${turn + 1}`).toBe(seen.get(id));
        }
        const line = replay.lines.find((one) => one.kind === 'now' && one.from <= step && (one.until ?? 1e9) > step);
        const told = sent.forgetting;
        expect(questions()[line?.aboveTurn ?? -1]?.id).toBe(told?.beforeTurnId);
        if (told)
          expect(line?.says).toBe(en.forgotten.line(told.tokens, en.formats.dayClock(told.atMs, 0), told.seenAbove));
      });
    expect(checked).toBe(answers().length);
    expect(replay.sights.some(({ sight }) => sight === 'leftOut')).toBe(true);
    expect(replay.lines.filter(({ kind }) => kind === 'stratum')).toHaveLength(1);
  });
});

type Begun = Extract<ChatEvent, { type: 'begun' }>;

function noteSeen(event: ChatEvent, seen: Map<number, boolean>, begun: readonly Begun[], then: (sent: Begun) => void) {
  const turns = event.type === 'snapshot' ? event.chat.turns : 'turns' in event ? event.turns : [];
  for (const turn of turns) seen.set(turn.id, turn.isSeen);
  if (event.type === 'begun' && begun.includes(event)) then(event);
}

const known = () => 512;
const input = (messages: readonly MessageWithOrigin[], windowTokensOf: () => number | null = known) => ({
  ...{ title: 'A chat', messages, acts: [], windowTokensOf, words: en },
});

describe('what was not measured', () => {
  const last = (made: Replay) => made.steps.at(-1) as ReplayStep;

  it('is said of an answer without a receipt, and no place is drawn for it', () => {
    const made = replayOf(input(path.map((message) => ({ ...message, receipt: null }))));
    expect(made.steps.map(({ kind }) => kind).filter((kind) => kind !== 'forgot')).toEqual(
      answers().flatMap(() => ['said', 'told']),
    );
    expect(last(made)).toMatchObject({ measuredMs: null, says: en.replay.steps.noReceipt });
    expect(made.maps.every(({ places }) => places.length === 0)).toBe(true);
    expect(made.turns.every(({ answer }) => answer?.receipt === null)).toBe(true);
    expect(made.speeds.every(({ says }) => says === en.replay.speedSays(null))).toBe(true);
  });

  it('is said of a window whose turns were not stored, and of one that does not add up', () => {
    const without = path.map((message) => ({ ...message, promptTurnIds: null }));
    const wrong = path.map((message) => ({ ...message, tokenIds: [...message.tokenIds, 5] }));
    for (const messages of [without, wrong]) {
      const made = replayOf(input(messages));
      const { receipt } = answers().at(-1) as MessageWithOrigin;
      const gauge = made.gauges[last(made).gauge];
      expect(gauge?.segments[0]).toEqual({
        ...{ kind: 'prompt', turn: null, leaves: false },
        tokens: (receipt?.reusedTokens ?? 0) + (receipt?.prefilledTokens ?? 0),
      });
      expect(gauge?.sentence).toBe(en.replay.unknownTurns);
      expect(made.sights).toEqual([]);
    }
  });

  it('is said where neither receipt nor window is known', () => {
    const made = replayOf(input(path.map((message) => ({ ...message, receipt: null, promptTurnIds: null }))));
    expect(made.gauges[last(made).gauge]).toMatchObject({
      segments: [],
      sentence: en.replay.unknownWindow,
      counts: '',
    });
  });

  it('is said of a window of another model, whose size nobody knows', () => {
    const made = replayOf(input(path, () => null));
    expect(made.gauges[last(made).gauge]).toMatchObject({ windowTokens: null, limitTokens: null });
    expect(made.gauges[last(made).gauge]?.counts).not.toContain(' of ');
    expect(made.maps[last(made).map]).toMatchObject({ windowTokens: null });
  });

  it('is said where more places were counted than any window has, and none of them is drawn', () => {
    const counting = (prefilledTokens: number) =>
      path.map((message) => ({ ...message, receipt: message.receipt && { ...message.receipt, prefilledTokens } }));
    const many = replayOf(input(counting(Number.MAX_SAFE_INTEGER), () => null));
    expect(many.maps[last(many).map]).toMatchObject({ places: [], legend: [], says: en.replay.unknownWindow });
    expect(many.turns.at(-1)?.answer?.receipt?.prefilledTokens).toBe(Number.MAX_SAFE_INTEGER);
    const some = replayOf(input(counting(2_000), () => null));
    expect(some.maps[last(some).map]?.places.find(({ kind }) => kind === 'read')?.tokens).toBe(2_000);
  });

  it('is an answer that failed before its first word, and is told as that', () => {
    const [question, answer] = path as [MessageWithOrigin, MessageWithOrigin];
    const failed = { ...answer, text: '', tokenIds: [], receipt: null, state: 'failed' as const };
    const made = replayOf(input([question, { ...failed, failure: { code: 'engineEnded' } }]));
    expect(made.steps.map(({ kind }) => kind)).toEqual(['said', 'told']);
    expect(last(made).says).toContain(made.turns[0]?.answer?.ending ?? 'nothing');
  });

  it('is a chat in which nothing was said', () => {
    expect(replayOf(input([]))).toMatchObject({ turns: [], steps: [] });
  });
});

const hostile = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  ']]>--!>',
  '" onload="alert(1)',
  "'</title><svg/onload=alert(1)>",
  '\u2028\u2029\u0000\ud800x\udc00\ufeff',
  '</STYLE><style>*{}</style>',
  '&lt;/script&gt; \\u003c',
];
const anyWords = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' }), fc.string());

describe('the file', () => {
  const made = (title: string, words: readonly string[]) => {
    const messages = path.map((message, index) => ({ ...message, text: words[index % words.length] ?? '' }));
    const answeredBy = { modelHash: '', modelName: words[0] ?? '', precision: 'fp32', device: 'cpu' };
    const named = messages.map((message) => (message.answeredBy ? { ...message, answeredBy } : message));
    const given = { ...input(named), title: saidWords(title) };
    return [...replayFile(replayOf(given), player ?? { script: '', style: '' }, { words: en, version: '1' })].join('');
  };
  /** Without its title and its data: what is left may not depend on what was said. */
  const frameOf = (text: string) =>
    text
      .replace(/<title>[^<]*<\/title>/, '<title></title>')
      .replace(/(<script type="application\/json" id="replay">)[^<]*(<\/script>)/, '$1$2');

  it('holds words as data alone, whatever they are: all around them stays the same', () => {
    const frame = frameOf(made('A chat', ['Hello']));
    fc.assert(
      fc.property(anyWords, fc.array(anyWords, { minLength: 1, maxLength: 4 }), (title, words) => {
        const text = made(title, words);
        expect(frameOf(text)).toBe(frame);
        const { turns } = replayIn(text);
        const said = turns.flatMap(({ question, answer }) => [question.text, answer?.text]);
        expect(said).toEqual(path.map((_message, index) => saidWords(words[index % words.length] ?? '')));
      }),
      { numRuns: 300 },
    );
  });

  it('may run its own script and wear its own style, and nothing else', () => {
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(file) ?? [];
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(file) ?? [];
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(file) ?? [];
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(file.match(/<script/g)).toHaveLength(2);
    expect(file.match(/<style/g)).toHaveLength(1);
  });

  it('has a player that asks for nothing and reads no words as markup', () => {
    const { script, style } = player ?? { script: '', style: '' };
    expect(script.length).toBeGreaterThan(5_000);
    expect(script).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(|fetch|XMLHttp|WebSocket|import\(/,
    );
    expect(script.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
    expect(style).not.toMatch(/url\(|@import|https?:/);
    expect(`${script}${style}`).not.toMatch(/<\/|<!--|\r/);
  });
});
