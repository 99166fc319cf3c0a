/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

// The browser talks to one origin only<% if cookie %>, so that the refresh cookie is never a third party's<% endif %>.
// The shell's setting comes before that of the repository's .env.
const { BACKEND_URL: backend = 'http://127.0.0.1:<<= app.choices.backend_port =>>' } = loadEnv('', '..', 'BACKEND_URL');
const proxy = { '^/api/': { target: backend<% if on.live_updates %>, ws: true<% endif %> }, '^/health$': { target: backend } };

export default defineConfig({
  plugins: [react()],
  server: { host: '127.0.0.1', port: <<= app.choices.frontend_port =>>, strictPort: true, proxy },
  preview: { host: '127.0.0.1', port: <<= app.choices.frontend_port =>>, strictPort: true, proxy },
  build: {
    // light-dark() and <dialog> are used as they are: browsers of the last two years.
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
    unstubGlobals: true,
    testTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.{ts,tsx}'],
      exclude: ['src/main.tsx', <% if on.i18n %>'src/start.tsx', <% endif %>'src/test/**', 'src/**/*.test.{ts,tsx}'],
      // The floor: a change that leaves less than this untested fails `npm test`.
      thresholds: { statements: 85, branches: 80, functions: 85, lines: 85 },
    },
  },
});
