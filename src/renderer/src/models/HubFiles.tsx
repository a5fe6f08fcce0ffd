import type { HubFile } from '../../../shared/hub-view.ts';
import { useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';

/** What would be downloaded, and what each file has to be. */
export function HubFiles({ files }: { readonly files: readonly HubFile[] }) {
  const { models, formats } = useWords();
  const { fetch: words } = models;
  return (
    <div className="hub-files">
      <table>
        <caption className="visually-hidden">{words.files}</caption>
        <thead>
          <tr>
            <th scope="col">{words.fileName}</th>
            <th scope="col">{words.fileBytes}</th>
            <th scope="col">{words.fileHash}</th>
          </tr>
        </thead>
        <tbody>
          {files.map(({ name, bytes, hash }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{formats.bytes(bytes)}</td>
              <td {...tip(hash.value)}>
                {words.hash(hash.type)} <code>{hash.value.slice(0, 12)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
