import type Database from 'better-sqlite3';
import type { WindowPolicy } from '../../shared/settings.ts';
import type { WindowAct } from '../store/acts.ts';
import type { StoredMessage } from '../store/messages.ts';
import { Branch } from '../turn/branch.ts';
import { plainFormTokens, turnTokenCount } from '../turn/prompt.ts';
import { type Turn, wholeTurns } from '../turn/turns.ts';
import { planWindow } from '../turn/window.ts';
import { branchMessage, plainReading } from './branch-messages.ts';
import { insertChat } from './old-chats.ts';

const limitTokens = 100;

/** A chat as the application of schema 3 stored it, its window planned as it is planned. */
export class OldWindow {
  policy: WindowPolicy = 'dropOldest';
  /** What each answer made the model forget: the turns with their tokens. What the rows cannot tell is not in it. */
  readonly forgottenFor = new Map<number, (readonly [turnId: number, tokens: number])[]>();
  private readonly connection: Database.Database;
  private readonly messages = new Map<number, StoredMessage>();
  private readonly tries = new Set<number>();
  private acts: WindowAct[] = [];
  private leafId: number | null = null;
  private nowMs = 5_000;

  constructor(connection: Database.Database) {
    this.connection = connection;
    insertChat(connection, 1);
  }

  turns(): readonly Turn[] {
    return this.shown().turns;
  }

  /** A person decides something about a turn. */
  decide(decision: { readonly kind: 'pinned' | 'leftOut'; readonly value: boolean }, turnId: number): void {
    const { leafId } = this;
    if (leafId === null) return;
    this.nowMs += 1;
    this.store({ ...decision, leafId, turnId, atMs: this.nowMs });
    if (decision.kind === 'pinned' || !this.tries.has(leafId)) return;
    // It may have replaced what was carried to the try.
    const left = this.forgottenFor.get(leafId)?.filter(([id]) => id !== turnId);
    if (left?.length) this.forgottenFor.set(leafId, left);
    else this.forgottenFor.delete(leafId);
  }

  /** Says something of so many tokens; an answer of none failed before its first word. */
  say(userTokens: number, answerTokens: number): void {
    this.ask(this.shown(), userTokens, { answerTokens, retried: undefined });
  }

  retry(answerTokens: number): void {
    const shown = this.shown();
    const retried = shown.turns.at(-1);
    if (retried) this.ask(shown.upTo(retried.user.parentId), retried.userIds.length, { answerTokens, retried });
  }

  private ask(branch: Branch, userTokens: number, { answerTokens, retried }: Asked): void {
    this.nowMs += 1;
    const shown = this.shown();
    const settings = { limitTokens, policy: this.policy };
    const plan = planWindow(wholeTurns(branch.turns, null), settings, userTokens + 1, branch.windowStart);
    if (plan.type === 'cannotFit') return;
    const userId = retried?.id ?? this.insert('user', branch.leafId, userTokens, null);
    const answerId = this.insert('assistant', userId, answerTokens, plan.windowStart || null);
    if (retried) this.tries.add(answerId);
    this.insertAnswer(answerId, [...plan.kept.map(({ id }) => id), userId]);
    for (const act of shown.actsToCarry(retried ? userId : branch.leafId)) {
      if (act.kind === 'leftOut' && act.turnId === retried?.id) continue;
      this.store({ ...act, leafId: answerId, atMs: this.nowMs });
    }
    const forgotten = plan.type === 'forgets' ? plan.forgotten : [];
    if (forgotten.length > 0) {
      this.forgottenFor.set(
        answerId,
        forgotten.map((turn) => [turn.id, turnTokenCount(turn, plainFormTokens)]),
      );
    }
    this.leafId = answerId;
  }

  private shown(): Branch {
    const path: StoredMessage[] = [];
    for (let next = this.messages.get(this.leafId ?? 0); next; next = this.messages.get(next.parentId ?? 0)) {
      path.unshift(next);
    }
    return Branch.of({ messages: path, isWhole: true, acts: this.acts }, plainReading);
  }

  private store(act: WindowAct): void {
    const { leafId, kind, turnId, atMs } = act;
    const isSame = (each: WindowAct) => each.leafId === leafId && each.kind === kind && each.turnId === turnId;
    this.acts = [...this.acts.filter((each) => !isSame(each)), act];
    const value = act.kind === 'start' ? null : Number(act.value);
    this.connection
      .prepare(`
        INSERT INTO window_acts (chat_id, leaf_id, kind, turn_id, value, at_ms)
        VALUES (1, @leafId, @kind, @turnId, @value, @atMs)
        ON CONFLICT DO UPDATE SET value = excluded.value, at_ms = excluded.at_ms`)
      .run({ leafId, kind, turnId, value, atMs });
  }

  private insert(role: 'user' | 'assistant', parentId: number | null, tokens: number, startId: number | null): number {
    const { nowMs } = this;
    const { lastInsertRowid } = this.connection
      .prepare(`
        INSERT INTO messages (
          chat_id, parent_id, role, text, token_ids, tokenizer_hash, state, created_at_ms, window_start_id
        ) VALUES (1, @parentId, @role, 'words', ZEROBLOB(4 * @tokens), 'h', 'done', @nowMs, @startId)`)
      .run({ role, parentId, tokens, nowMs, startId });
    const id = Number(lastInsertRowid);
    const tokenIds = Array.from({ length: tokens }, () => 0);
    this.messages.set(id, branchMessage(id, { role, parentId, tokenIds, windowStartId: startId }));
    return id;
  }

  private insertAnswer(answerId: number, promptTurnIds: readonly number[]): void {
    const prompt = Buffer.from(BigInt64Array.from(promptTurnIds, BigInt).buffer);
    this.connection
      .prepare(`
        INSERT INTO answers VALUES (?, NULL, ?, 0, 0.8, 40, 0.95, 1.1, NULL, 96, '[]', 'dropOldest', 1, 7)`)
      .run(answerId, prompt);
  }
}

interface Asked {
  readonly answerTokens: number;
  /** The turn that is asked again. */
  readonly retried: Turn | undefined;
}
