/** A place that a person chose in the shell's dialog. */
export interface Destination {
  readonly kind: 'file' | 'folder';
  readonly path: string;
}

/** Places that may be written to, by names that only whoever asked for the dialog knows: a page cannot name a path itself. */
export interface Destinations {
  allow(id: string, destination: Destination): void;
  /** Each is good once. */
  take(id: string): Destination | undefined;
}

const MOST_KEPT = 16;

export function openDestinations(): Destinations {
  const allowed = new Map<string, Destination>();
  return {
    allow: (id, destination) => {
      const [oldest] = allowed.keys();
      if (allowed.size >= MOST_KEPT && oldest !== undefined) allowed.delete(oldest);
      allowed.set(id, destination);
    },
    take: (id) => {
      const destination = allowed.get(id);
      allowed.delete(id);
      return destination;
    },
  };
}
