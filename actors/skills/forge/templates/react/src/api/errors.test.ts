import { describe, expect, it } from 'vitest';
import { ApiError, errorMessage, readError } from './errors';

describe('readError', () => {
  it('says how long to wait', async () => {
    const body = JSON.stringify({ error: { message: 'Too many attempts.' } });
    const response = new Response(body, { status: 429, headers: { 'Retry-After': '30' } });
    const error = await readError(response);
    expect(error.message).toBe('Too many attempts. Try again in 30 seconds.');
    expect(error.code).toBe('rate_limited');
  });

  it.each([
    [502, 'internal', /server had a problem/],
    [404, 'not_found', /not found/],
  ])('makes sense of a %i without the usual body', async (status, code, message) => {
    const error = await readError(new Response('<html>', { status }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});

describe('errorMessage', () => {
  it('shows what the API said and hides what a programmer would', () => {
    expect(errorMessage(new ApiError('conflict', 'Taken', 409))).toBe('Taken');
    expect(errorMessage(new TypeError('x is undefined'))).toMatch(/went wrong/);
  });
});
