import { createContext, useContext } from 'react';
import type { TranscriptView } from './transcript-view.ts';

export const TranscriptContext = createContext<TranscriptView | null>(null);

/** The open chat's transcript, for whatever stands in the pane with it. */
export function useTranscript(): TranscriptView {
  const view = useContext(TranscriptContext);
  if (!view) throw new Error('A component was shown outside the chat pane.');
  return view;
}
