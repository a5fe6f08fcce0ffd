import { expect, it } from 'vitest';
import { openRestartPlan } from './restart-delay.ts';

it('waits longer each time and gives up at the fourth end within a minute', () => {
  const plan = openRestartPlan();
  expect([0, 1_000, 59_999, 59_999].map((nowMs) => plan.nextDelayMs(nowMs))).toEqual([100, 200, 400, undefined]);
});

it('counts the last minute only', () => {
  const plan = openRestartPlan();
  for (const nowMs of [0, 20_000, 40_000]) expect(plan.nextDelayMs(nowMs)).toBeGreaterThan(0);
  expect(plan.nextDelayMs(59_000)).toBeUndefined();
  expect(plan.nextDelayMs(60_000)).toBe(400);
  expect(plan.nextDelayMs(70_000)).toBeUndefined();
  expect(plan.nextDelayMs(500_000)).toBe(100);
});
