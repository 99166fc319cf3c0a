import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { defineConfig, devices } from '@playwright/test';
<% if on.i18n %>
import './e2e/support/language';
<% endif %>

// The configuration is read once more by each worker: what is made here at random is kept for them.
process.env.E2E_BACKEND_PORT ??= '8100';
process.env.E2E_FRONTEND_PORT ??= '5273';
process.env.E2E_ADMIN_EMAIL ??= 'admin@example.com';
process.env.E2E_ADMIN_PASSWORD ??= randomBytes(18).toString('base64url');
process.env.SECRET_KEY ??= randomBytes(32).toString('base64url');

const backend = `http://127.0.0.1:${process.env.E2E_BACKEND_PORT}`;
const frontend = `http://127.0.0.1:${process.env.E2E_FRONTEND_PORT}`;
const python = process.env.E2E_PYTHON ?? resolve('../backend/.venv/bin/python');
const executablePath = process.env.PLAYWRIGHT_CHROMIUM_PATH;

export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  // A busy machine answers slower than the default five seconds, and now and then stands still for longer.
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    baseURL: frontend,
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      // Chromium's sandbox does not work for root, who runs the tests in some containers.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'] } }],
  webServer: [
    {
      command: `"${python}" -m tests.e2e_server`,
      cwd: '../backend',
      url: `${backend}/health`,
      timeout: 120_000,
    },
    {
      command: `npm run build && npm run preview -- --port ${process.env.E2E_FRONTEND_PORT}`,
      url: frontend,
      env: { BACKEND_URL: backend },
      timeout: 180_000,
    },
  ],
});
