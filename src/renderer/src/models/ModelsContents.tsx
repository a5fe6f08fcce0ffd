import { useWords } from '../state/page-context.ts';

/** Leads to the parts of the page, which is long where many models are here. */
export function ModelsContents() {
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
      {parts.map(({ name, title }) => (
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
