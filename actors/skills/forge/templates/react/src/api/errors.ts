/** The API's error body as a type; whatever goes wrong on the way becomes an `ApiError`. */

export type ErrorCode =
  | 'bad_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'validation_failed'
  | 'rate_limited'
  | 'internal'
  | 'network';

export type FieldErrors = Readonly<Record<string, string>>;

export class ApiError extends Error {
  override readonly name = 'ApiError';

  readonly code: ErrorCode;
  /** 0 when no answer came. */
  readonly status: number;
  /** What is wrong with which field of the request. */
  readonly fields: FieldErrors;
  /** How long to wait before asking again, where the server says so. */
  readonly retryAfterS: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    status: number,
    fields: FieldErrors = {},
    retryAfterS: number | null = null,
  ) {
    super(message);
    this.retryAfterS = retryAfterS;
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

const codes = new Map<number, ErrorCode>([
  [400, 'bad_request'],
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [405, 'method_not_allowed'],
  [409, 'conflict'],
  [422, 'validation_failed'],
  [429, 'rate_limited'],
]);

/** Reads an answer that is not a success; a proxy's page in place of the API's JSON is an error too. */
export async function readError(response: Response): Promise<ApiError> {
  const code = codes.get(response.status) ?? 'internal';
  const body: unknown = await response.json().catch(() => null);
  const error = isObject(body) && isObject(body.error) ? body.error : {};
  const message = typeof error.message === 'string' ? error.message : messageFor(code);
  return new ApiError(
    code,
    withRetry(message, response),
    response.status,
    readFields(error.details),
    retryAfter(response),
  );
}

export function networkError(): ApiError {
  return new ApiError('network', 'The server cannot be reached. Check your connection.', 0);
}

/** A sentence to show for anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof ApiError ? error.message : 'Something went wrong. Please try again.';
}

function messageFor(code: ErrorCode): string {
  return code === 'internal'
    ? 'The server had a problem. Please try again in a moment.'
    : `The request failed (${code.replaceAll('_', ' ')}).`;
}

function withRetry(message: string, response: Response): string {
  const seconds = retryAfter(response);
  return seconds === null ? message : `${message} Try again in ${seconds} seconds.`;
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}

function readFields(details: unknown): FieldErrors {
  if (!Array.isArray(details)) return {};
  const fields: Record<string, string> = {};
  for (const detail of details as unknown[]) {
    if (!isObject(detail)) continue;
    if (typeof detail.field !== 'string' || typeof detail.message !== 'string') continue;
    fields[detail.field] ??= detail.message;
  }
  return fields;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
