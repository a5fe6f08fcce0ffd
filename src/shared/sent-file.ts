/** Where a page sends a file to its server, and what it says with it: the token, and the file's name, encoded as a part of a URL. */
export const filePath = '/file';
export const fileHeaders = { token: 'x-palimpsest-token', name: 'x-palimpsest-name' } as const;
