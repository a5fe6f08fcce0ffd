import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replay } from '../../../shared/replay-view.ts';
import { exportReplay, openForgetfulChat, replayIn } from '../../test-support/replayed-chat.ts';
import type { WindowChat } from '../../test-support/window-chat.ts';

let window: WindowChat;
let file: string;
let replay: Replay;

beforeAll(async () => {
  window = await openForgetfulChat();
  file = await exportReplay(window);
  replay = replayIn(file);
  if (process.env.REPLAY_OUT) writeFileSync(process.env.REPLAY_OUT, file);
});
afterAll(() => window.test.close());

describe('x', () => {
  it('y', () => {
    console.log(JSON.stringify({ ...replay, words: 0 }, null, 1).slice(0, 100));
    for (const s of replay.steps) console.log(s.kind, s.says, '|', replay.gauges[s.gauge]?.counts, '|', replay.gauges[s.gauge]?.sentence, '|', replay.maps[s.map]?.says);
    console.log(replay.lines, replay.sights, replay.speeds, replay.about);
    expect(file.length).toBeGreaterThan(1);
  });
});
