import { expect, it } from 'vitest';
import { openRestartPlan } from './restart-delay.ts';

it('waits longer each time and then gives up', () => {
  const plan = openRestartPlan();
  const delays = Array.from({ length: 7 }, () => plan.nextDelayMs(100));
  expect(delays).toEqual([200, 400, 800, 1600, 3200, 5000, undefined]);
});

it('begins anew after a steady run', () => {
  const plan = openRestartPlan();
  plan.nextDelayMs(100);
  plan.nextDelayMs(100);
  expect(plan.nextDelayMs(120_000)).toBe(200);
  expect(plan.nextDelayMs(100)).toBe(400);
});
