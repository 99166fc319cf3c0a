// The gateway's routes beside the socket. A refusal becomes an error in plain words.

export class ApiError extends Error {
  readonly status: number;
  readonly hint: string;
  constructor(status: number, message: string, hint: string) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}

export async function ask(path: string, init?: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: 'same-origin', ...init });
  } catch {
    throw new ApiError(0, 'The gateway does not answer', 'start it with `samriddh serve`');
  }
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

async function refusal(answer: Response): Promise<ApiError> {
  const body = (await answer.json().catch(() => null)) as null | {
    title?: string;
    detail?: string;
    hint?: string;
    error?: { message?: string; hint?: string };
  };
  const message = body?.detail ?? body?.title ?? body?.error?.message ?? `The gateway said ${answer.status}`;
  return new ApiError(answer.status, message, body?.hint ?? body?.error?.hint ?? '');
}

export const getJson = async <T>(path: string): Promise<T> => (await (await ask(path)).json()) as T;

/** Changes the one-time code of a printed address into this browser's right to come in. */
export async function enter(code: string): Promise<void> {
  await ask('/api/enter', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
}

/** Where new repositories go, and which model there is. */
export interface Start {
  version?: string;
  out_root?: string;
  model?: string | null;
}

/** Null from a gateway that does not say: then the person does. */
export const start = (): Promise<Start | null> => getJson<Start>('/api/start').catch(() => null);

export async function fileText(session: string, path: string, seq: number): Promise<string> {
  const query = new URLSearchParams({ path, at: String(seq) });
  return (await ask(`/api/sessions/${session}/file?${query}`)).text();
}

export async function blobText(session: string, hash: string): Promise<string> {
  return (await ask(`/api/blobs/${session}/${hash}`)).text();
}

export interface Verdict {
  sound?: boolean;
  [more: string]: unknown;
}

export const verify = (session: string): Promise<Verdict> =>
  getJson<Verdict>(`/api/sessions/${session}/verify`);
