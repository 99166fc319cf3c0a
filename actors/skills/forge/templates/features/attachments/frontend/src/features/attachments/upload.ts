/** Sends a file as it is, and tells how far it is: `fetch` does not, so this is the older way. */
import { ApiError, networkError, readError } from '../../api/errors';
import { pathTo } from '../../api/paths';
import { currentLogin, currentToken, endSessionOf, tokenAfter } from '../../api/session';

export type Sending = {
  readonly path: string;
  readonly file: File;
  /** Ends it before it is through. */
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  readonly onProgress: (share: number) => void;
};

export async function upload(sending: Sending): Promise<void> {
  const token = currentToken();
  const login = currentLogin();
  let response = await exchange(sending, token);
  if (response.status === 401 && token !== null) {
    const next = await tokenAfter(token, login);
    if (next !== null) {
      response = await exchange(sending, next);
      if (response.status === 401) endSessionOf(next);
    }
  }
  // A proxy may have said so, in a page of its own.
  if (response.status === 413) throw new ApiError('bad_request', 'The file is too large.', 413);
  if (!response.ok) throw await readError(response);
}

function exchange(sending: Sending, token: string | null): Promise<Response> {
  const { path, file, signal, onProgress } = sending;
  const request = new XMLHttpRequest();
  request.open('POST', pathTo(path, { name: file.name }));
  request.setRequestHeader('Accept', 'application/json');
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  if (token !== null) request.setRequestHeader('Authorization', `Bearer ${token}`);
  request.upload.onprogress = ({ loaded, total }) => {
    onProgress(total > 0 ? loaded / total : 0);
  };
  const stop = () => {
    request.abort();
  };
  return new Promise<Response>((resolve, reject) => {
    request.onload = () => {
      resolve(answerOf(request));
    };
    request.onerror = () => {
      reject(networkError());
    };
    request.onabort = () => {
      reject(new ApiError('network', 'Cancelled.', 0));
    };
    signal.addEventListener('abort', stop);
    request.send(file);
  }).finally(() => {
    signal.removeEventListener('abort', stop);
  });
}

function answerOf(request: XMLHttpRequest): Response {
  const wait = request.getResponseHeader('Retry-After');
  const headers = new Headers(wait === null ? {} : { 'Retry-After': wait });
  return new Response(request.responseText, { status: request.status, headers });
}
