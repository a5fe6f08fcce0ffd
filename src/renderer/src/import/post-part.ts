import type { PostPart } from '../../../shared/send-model.ts';
import { fileHeaders } from '../../../shared/sent-file.ts';
import { modelFilePath } from '../../../shared/sent-model.ts';
import { CoreError } from '../../../shared/wire.ts';
import { ownToken } from '../connect.ts';

/** Sends a part of a model's file to the page's own server; the browser reads it as it is sent. */
export const postPart: PostPart = (headers, body, signal) => {
  const all = { ...headers, [fileHeaders.token]: ownToken() };
  return fetch(modelFilePath, { method: 'POST', headers: all, body, signal }).catch(() => {
    throw new CoreError('closed');
  });
};
