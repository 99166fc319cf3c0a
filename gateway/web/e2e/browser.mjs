// A browser that reaches nothing but this machine.
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** Set where the program has another page in it than the one that is to be tested. */
const FROM_DIST = process.env.SAMRIDDH_DIST === '1';

export const launch = (...more) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // A page that was put in place by a test counts as one from elsewhere, which may not ask this machine.
      ...(FROM_DIST ? ['--disable-features=LocalNetworkAccessChecks'] : []),
      ...more,
    ],
  });

const KINDS = { js: 'text/javascript', css: 'text/css', html: 'text/html' };

/** The page as it lies in dist, with the headers of the gateway's own. */
export async function asBuilt(context) {
  if (!FROM_DIST) return;
  await context.route(/^http:\/\/127\.0\.0\.1:\d+\/(?:$|assets\/|viewer\.html)/, async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = new URL(`../dist${pathname === '/' ? '/index.html' : pathname}`, import.meta.url);
    if (!existsSync(file)) return route.continue();
    const headers = pathname === '/' ? (await route.fetch()).headers() : {};
    for (const name of ['content-encoding', 'content-length']) delete headers[name];
    return route.fulfill({
      headers: { ...headers, 'content-type': KINDS[pathname.split('.').at(-1)] ?? 'text/html' },
      body: readFileSync(file),
    });
  });
}
