import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { TranscriptContext } from './chat/transcript-context.ts';
import { openTranscriptView } from './chat/transcript-view.ts';
import { connect, shellKind } from './connect.ts';
import { LiveWords } from './state/LiveWords.tsx';
import { openPage } from './state/page.ts';
import { PageContext } from './state/page-context.ts';
import { MishapBoundary } from './ui/MishapBoundary.tsx';

const page = openPage();
const transcript = openTranscriptView(page);
// Before the page closes its line, which it does when it goes: what was typed last is on its way by then.
window.addEventListener('pagehide', page.flushDrafts);
window.addEventListener('blur', page.flushDrafts);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') page.flushDrafts();
});
// A browser asks before it loads the page anew; the app's window would stay open without a word.
window.addEventListener('beforeunload', (event) => {
  if (shellKind() === 'browser' && page.hasUnstoredWords()) event.preventDefault();
});
connect(page.listener);

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element that the page is shown in.');
createRoot(root).render(
  <StrictMode>
    <PageContext value={page}>
      <LiveWords>
        <MishapBoundary>
          <TranscriptContext value={transcript}>
            <App />
          </TranscriptContext>
        </MishapBoundary>
      </LiveWords>
    </PageContext>
  </StrictMode>,
);
