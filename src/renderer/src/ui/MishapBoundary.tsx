import { Component, type ReactNode } from 'react';
import { WordsContext } from '../state/page-context.ts';

interface MishapBoundaryProps {
  readonly children: ReactNode;
}

/** Catches what a component throws, so that a mistake in the page is a sentence and a button and not a blank window. */
export class MishapBoundary extends Component<MishapBoundaryProps, { readonly hasFailed: boolean }> {
  static override contextType = WordsContext;
  declare context: React.ContextType<typeof WordsContext>;
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    const { brand, link } = this.context;
    return (
      <main className="opening">
        <h1 className="brand">{brand}</h1>
        <p role="alert">{link.pageFailed}</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          {link.reload}
        </button>
      </main>
    );
  }
}
