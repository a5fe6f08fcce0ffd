import { useCallback, useEffect, useRef, useState } from 'react';
import type { FormChoice, FormPreview, FormPrice, ModelForms, OfferedForm } from '../../../shared/chat-form-view.ts';
import { isClosed, mishapOf } from '../state/core-link.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';

/** How long typing rests before what was typed is counted. */
const REST_MS = 120;

/** What a choice looks like, and what it would cost. */
export interface FormSight {
  readonly preview: FormPreview | null;
  /** Null for the form in use, and where no chat is open. */
  readonly price: FormPrice | null;
  /** It is that of the choice which is looked at, and not still of the one before. */
  readonly isOfChoice: boolean;
}

export interface ChatFormOnPage {
  /** Null until they are told. */
  readonly forms: ModelForms | null;
  /** The form that is looked at; at first the one in use. */
  readonly choice: FormChoice | null;
  readonly isCurrent: boolean;
  /** All that was typed for it can be taken. */
  readonly isReadable: boolean;
  readonly sight: FormSight;
  readonly mishap: Mishap | null;
  /** A form was taken since the page was opened. */
  readonly isTaken: boolean;
  /** `isReadable` defaults to true. */
  lookAt(choice: FormChoice, isReadable?: boolean): void;
  /** Null: the usual one. */
  take(choice: FormChoice | null): void;
}

const nothingSeen = { preview: null, price: null, choice: null };

/** The forms of the model in use, one of which is looked at before it is taken. */
export function useChatForm(): ChatFormOnPage {
  const { core } = usePage();
  const model = usePageState((state) => state.model);
  const [forms, setForms] = useState<ModelForms | null>(null);
  const [choice, setChoice] = useState<FormChoice | null>(null);
  const [mishap, setMishap] = useState<Mishap | null>(null);
  const [isTaken, setTaken] = useState(false);
  const [isReadable, setReadable] = useState(true);
  const tell = useCallback((error: unknown) => !isClosed(error) && setMishap(mishapOf(error)), []);

  const show = useCallback((told: ModelForms) => {
    setForms(told);
    const current = told.forms.find(({ name }) => name === told.current.name);
    setChoice(current ? choiceOf(current) : null);
    setReadable(true);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another model has other forms
  useEffect(() => {
    let isLeft = false;
    core.call('model.form.view', { modelId: null }).then(
      (told) => {
        if (isLeft) return;
        setMishap(null);
        show(told);
      },
      (error: unknown) => !isLeft && tell(error),
    );
    return () => {
      isLeft = true;
    };
  }, [core, model, show, tell]);

  const current = forms?.forms.find(({ name }) => name === forms.current.name) ?? null;
  const isCurrent = choice === null || (current !== null && isSame(choice, choiceOf(current)));
  const sight = useSight(choice, isCurrent, tell);
  return {
    ...{ forms, choice, isCurrent, isReadable, sight, mishap, isTaken },
    lookAt: (looked, readable = true) => {
      setMishap(null);
      setTaken(false);
      setChoice(looked);
      setReadable(readable);
    },
    take: (taken) => {
      setMishap(null);
      core.call('model.form.set', { modelId: null, form: taken }).then((told) => {
        show(told);
        setTaken(true);
      }, tell);
    },
  };
}

/** Of what is looked at, as soon as typing rests: only of the newest. */
function useSight(choice: FormChoice | null, isCurrent: boolean, tell: (error: unknown) => void): FormSight {
  const { core } = usePage();
  const { sample } = useWords().forms.preview;
  const chatId = usePageState((state) => state.openChatId);
  const [sight, setSight] = useState<Omit<FormSight, 'isOfChoice'> & { readonly choice: FormChoice | null }>(
    nothingSeen,
  );
  const isFirst = useRef(true);
  useEffect(() => {
    if (choice === null) return;
    let isLeft = false;
    const look = async () => {
      const preview = await core.call('model.form.preview', { modelId: null, form: choice, sample });
      const isPriced = !isCurrent && chatId !== null && preview.problem === null;
      const price = isPriced ? await core.call('model.form.price', { chatId, form: choice }) : null;
      if (!isLeft) setSight({ preview, price, choice });
    };
    const timer = setTimeout(() => void look().catch((error) => !isLeft && tell(error)), isFirst.current ? 0 : REST_MS);
    isFirst.current = false;
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [core, choice, isCurrent, chatId, sample, tell]);
  return { ...sight, isOfChoice: sight.choice === choice };
}

/** A form that is offered, as it is asked for. */
export function choiceOf({ name, template, sampling }: OfferedForm): FormChoice {
  return name === 'own' ? { name, template, sampling } : { name };
}

function isSame(one: FormChoice, other: FormChoice): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
