import './sentences.css';

/** Several sentences, each for itself. */
export function Sentences({ of }: { readonly of: readonly string[] }) {
  return (
    <ul className="import-sentences">
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
