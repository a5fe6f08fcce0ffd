/** How long the pointer rests on something before it is explained. The focus need not wait. */
const REST_MS = 500;

/** How long an explanation stays after the pointer has left, so that the pointer can come to it. */
const LEAVE_MS = 120;

/** What is to be told about an element when the pointer or the focus rests on it: `<span {...tip(words)}>`. */
export function tip(text: string | undefined): { readonly 'data-tip'?: string } {
  return text === undefined ? {} : { 'data-tip': text };
}

/** The same for what does nothing else: it is told at a press as well, which is all that a finger can do. */
export function explaining(text: string): { readonly 'data-tip': string; readonly 'data-explains': true } {
  return { 'data-tip': text, 'data-explains': true };
}

/** The words for an element that has some. */
export function tipOf(element: Element): string {
  return element.getAttribute('data-tip') ?? '';
}

/**
 * Tells which element is to be explained, or that none is. It listens to the document once, so that an explanation costs its
 * element an attribute, in a transcript of thousands of numbers too. Gives its end.
 */
export function watchTips(tell: (element: Element | null) => void): () => void {
  let rested: Element | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const restOn = (element: Element | null, delayMs: number) => {
    if (element === rested) return;
    rested = element;
    clearTimeout(timer);
    timer = setTimeout(() => tell(rested?.isConnected ? rested : null), delayMs);
  };
  const onPointerOver = ({ target, pointerType }: PointerEvent) => {
    if (pointerType !== 'mouse' || !(target instanceof Element) || target.closest('[role="tooltip"]')) return;
    const element = target.closest('[data-tip]');
    restOn(element, element ? REST_MS : LEAVE_MS);
  };
  const onFocusIn = ({ target }: FocusEvent) => {
    if (target instanceof Element && target.matches('[data-tip]:focus-visible')) restOn(target, 0);
  };
  const onFocusOut = ({ target }: FocusEvent) => {
    if (target === rested) restOn(null, 0);
  };
  /** What it says may change by the press. The same element is explained again when it is come to again. */
  const onPress = ({ type, target }: Event) => {
    clearTimeout(timer);
    const explained = target instanceof Element ? target.closest('[data-explains]') : null;
    if (explained) rested = explained;
    tell(type === 'click' ? explained : null);
  };
  const ending = new AbortController();
  const { signal } = ending;
  document.addEventListener('pointerover', onPointerOver, { signal, passive: true });
  document.addEventListener('focusin', onFocusIn, { signal });
  document.addEventListener('focusout', onFocusOut, { signal });
  document.addEventListener('click', onPress, { signal, capture: true });
  document.addEventListener('pointerdown', onPress, { signal, capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    ending.abort();
  };
}
