import { app, type Session, type WebContents } from 'electron';
import { pageAddress } from './page-protocol.ts';

/** Copying is what the page's copy buttons ask for; nothing else is ever needed. */
const allowedPermissions = ['clipboard-sanitized-write'];

/** What the page may load: its own files, and what it makes itself. The rest of the world is not asked. */
const allowedBeginnings = [pageAddress, 'blob:palimpsest://app/', 'data:', 'devtools:'];

/** Shuts everything that a page could leave the app by: networks, devices, other pages and windows. Tells of each request it refused. */
export function guardSession(session: Session, onRefused: () => void): void {
  session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(allowedPermissions.includes(permission)),
  );
  session.setPermissionCheckHandler((_contents, permission) => allowedPermissions.includes(permission));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((request, answer) => {
    const isAllowed = allowedBeginnings.some((beginning) => request.url.startsWith(beginning));
    answer({ cancel: !isAllowed });
    if (!isAllowed) onRefused();
  });
  // Dictionaries would be fetched.
  session.setSpellCheckerEnabled(false);
}

/** Holds every page, whichever opens, to its own address and its own window. */
export function guardEveryPage(): void {
  app.on('web-contents-created', (_event, contents) => guardPage(contents));
}

function guardPage(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-navigate', (event, url) => {
    if (!isOwnPage(url)) event.preventDefault();
  });
  contents.on('will-redirect', (event, url) => {
    if (!isOwnPage(url)) event.preventDefault();
  });
}

/** The page that the application shows, wherever in it. */
export function isOwnPage(url: string): boolean {
  return url.split('#')[0] === pageAddress;
}
