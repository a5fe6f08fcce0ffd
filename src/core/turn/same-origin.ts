import type { AnsweredBy } from '../../shared/views.ts';

/** Whether the same model computes on the same device, in the same precision. */
export function isSameOrigin(one: AnsweredBy | null | undefined, other: AnsweredBy | null): boolean {
  return (['modelHash', 'precision', 'device'] as const).every((fact) => one?.[fact] === other?.[fact]);
}
