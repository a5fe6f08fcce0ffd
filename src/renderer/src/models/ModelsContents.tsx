import { useWords } from '../state/page-context.ts';
import { useObserved } from './models-context.ts';
import type { ShownParts } from './shown-parts.ts';

/** Leads to the parts of the page, which is long where many models are here. */
export function ModelsContents({ parts }: { readonly parts: ShownParts }) {
  return <PartLinks shown={useObserved(parts.names, (names) => names)} />;
}

/** To what is there, and to nothing else. */
export function PartLinks({ shown }: { readonly shown: ReadonlySet<string> }) {
  const { models: words, forms } = useWords();
  const parts = [
    { name: 'here', title: words.cards.title },
    { name: 'bring', title: words.bring.title },
    { name: 'fetch', title: words.fetch.title },
    { name: 'devices', title: words.devices.title },
    { name: 'form', title: forms.title },
  ];
  return (
    <nav className="models-contents" aria-label={words.contents}>
      {parts
        .filter(({ name }) => shown.has(name))
        .map(({ name, title }) => (
          <button key={name} type="button" className="quiet-link" data-part={name} onClick={() => leadTo(name)}>
            {title}
          </button>
        ))}
    </nav>
  );
}

function leadTo(name: string): void {
  const heading = document.getElementById(`models-${name}`);
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}
