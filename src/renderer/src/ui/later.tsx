import { type ComponentType, useEffect, useState } from 'react';

export interface LaterOptions {
  /** Whether it is fetched at once where it is mounted. Defaults to true; false for what is mounted from the start. */
  readonly isUrgent?: boolean;
}

/**
 * A component whose code is not there when the page starts: it is fetched when the page has loaded and is idle, or as soon as
 * it is asked for, and shows nothing until then. For what opens over the page, which nobody sees at the start.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { isUrgent = true }: LaterOptions = {},
): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  let loading: Promise<void> | null = null;
  const begin = () => {
    loading ??= load().then(
      (component) => {
        loaded = component;
      },
      // The core is gone, and says so elsewhere. Asked for again, it is tried again.
      () => {
        loading = null;
      },
    );
    return loading;
  };
  const begunWhenIdle = new Promise<void>((resolve) => whenIdle(() => resolve(begin())));
  return function Later(props: Props) {
    const [, setLoaded] = useState(loaded !== null);
    useEffect(() => {
      if (loaded !== null) return;
      void (isUrgent ? begin() : begunWhenIdle).then(() => setLoaded(loaded !== null));
    }, []);
    const Component = loaded;
    return Component && <Component {...props} />;
  };
}

function whenIdle(begin: () => void): void {
  const wait = () => (window.requestIdleCallback ?? setTimeout)(begin);
  if (document.readyState === 'complete') wait();
  else window.addEventListener('load', wait, { once: true });
}
