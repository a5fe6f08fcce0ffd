import './progress-bar.css';

export interface ProgressBarProps {
  /** What goes on. */
  readonly name: string;
  /** From 0 to 1. Null: it is not known how much there is. */
  readonly share: number | null;
  /** How far it is, in words, for who does not see it. Defaults to the share. */
  readonly says?: string | undefined;
}

/** How far something is that takes a while. The ink of its done part is `--done`, by default that of words. */
export function ProgressBar({ name, share, says }: ProgressBarProps) {
  const value = share === null ? {} : { value: Math.min(1, share) };
  return <progress className="progress-bar" max={1} {...value} aria-label={name} aria-valuetext={says} />;
}
