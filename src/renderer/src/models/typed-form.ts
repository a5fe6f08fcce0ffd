import type { FormChoice, FormSampling } from '../../../shared/chat-form-view.ts';
import { formLimits } from '../../../shared/form-limits.ts';

export type OwnForm = Extract<FormChoice, { readonly name: 'own' }>;

/** What is wrong with what was typed; the words are those of the settings. */
export type TypedProblem =
  | { readonly type: 'between'; readonly least: number; readonly most: number }
  | { readonly type: 'stopCount' | 'stopLength' | 'textLength'; readonly most: number };

type Sampled = keyof FormSampling;

/** A form as it stands in its fields: what is half typed is no number yet, and no stop text. */
export interface TypedForm extends Readonly<Record<Sampled, string>> {
  readonly opening: string;
  readonly turn: string;
  readonly stopTexts: string;
  readonly samples: boolean;
}

export interface ReadForm {
  /** In the place of what cannot be read stands what was there before. */
  readonly choice: OwnForm;
  readonly problems: Readonly<Partial<Record<keyof TypedForm, TypedProblem>>>;
}

/** What keeps plain GPT-2 from going in circles. */
const usualSampling: FormSampling = { temperature: 0.8, topP: 0.95, repetitionPenalty: 1.1 };

const bounds: Readonly<Record<Sampled, readonly [least: number, most: number]>> = {
  temperature: [0.01, 10],
  topP: [0.01, 1],
  repetitionPenalty: [0.1, 10],
};
export const sampledNames = ['temperature', 'topP', 'repetitionPenalty'] as const satisfies readonly Sampled[];

/** What the fields are filled with for a form. */
export function typedOf({ template, sampling }: OwnForm): TypedForm {
  const { temperature, topP, repetitionPenalty } = sampling ?? usualSampling;
  return {
    opening: template.opening,
    turn: template.turn,
    stopTexts: template.stopTexts.map(escaped).join('\n'),
    samples: sampling !== null,
    temperature: String(temperature),
    topP: String(topP),
    repetitionPenalty: String(repetitionPenalty),
  };
}

/** Reads the fields; `before` is what they said when they could last be read. */
export function readTyped(typed: TypedForm, before: OwnForm): ReadForm {
  const problems: Partial<Record<keyof TypedForm, TypedProblem>> = {};
  const sampling: Record<Sampled, number> = { ...(before.sampling ?? usualSampling) };
  for (const name of typed.samples ? sampledNames : []) {
    const [least, most] = bounds[name];
    const text = typed[name].trim().replace(',', '.');
    const value = Number(text);
    if (text !== '' && value >= least && value <= most) sampling[name] = value;
    else problems[name] = { type: 'between', least, most };
  }
  const stopTexts = typed.stopTexts
    .split('\n')
    .map(unescaped)
    .filter((text) => text !== '');
  if (stopTexts.length > formLimits.stopTexts) problems.stopTexts = { type: 'stopCount', most: formLimits.stopTexts };
  if (stopTexts.some(({ length }) => length > formLimits.stopTextLength)) {
    problems.stopTexts = { type: 'stopLength', most: formLimits.stopTextLength };
  }
  for (const name of ['opening', 'turn'] as const) {
    if (typed[name].length > formLimits.textLength)
      problems[name] = { type: 'textLength', most: formLimits.textLength };
  }
  return {
    choice: {
      name: 'own',
      template: {
        opening: problems.opening ? before.template.opening : typed.opening,
        turn: problems.turn ? before.template.turn : typed.turn,
        stopTexts: problems.stopTexts ? before.template.stopTexts : stopTexts,
      },
      sampling: typed.samples ? sampling : null,
    },
    problems,
  };
}

/** A stop text may have a line break in it; here each stands on a line of its own. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}
