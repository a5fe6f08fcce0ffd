import { createContext, useContext } from 'react';
import type { TranscriptView } from './transcript-view.ts';

export const TranscriptContext = createContext<TranscriptView | null>(null);

/** The open chat's transcript, for whatever works on it. */
export function useTranscript(): TranscriptView {
  const view = useContext(TranscriptContext);
  if (!view) throw new Error('A component was shown outside the application.');
  return view;
}
