// The page: built into dist, which is committed so that building the program needs no Node.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { lean } from './scripts/lean.ts';

// While developing, a running gateway is reached through this server: SAMRIDDH_GATEWAY=http://127.0.0.1:PORT, SAMRIDDH_TOKEN=…
const gateway = process.env.SAMRIDDH_GATEWAY ?? 'http://127.0.0.1:7878';
const token = process.env.SAMRIDDH_TOKEN;
const proxied = {
  target: gateway,
  changeOrigin: true,
  ws: true,
  headers: { origin: gateway, ...(token && { authorization: `Bearer ${token}` }) },
};

// The policy that the gateway sends, so that what it forbids fails here as well.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export default defineConfig({
  plugins: [svelte(), lean],
  server: { proxy: { '/socket': proxied, '/api': proxied } },
  preview: { proxy: { '/socket': proxied, '/api': proxied }, headers: { 'content-security-policy': policy } },
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // What others wrote and is bundled, with their licences.
    license: { fileName: 'licences.md' },
  },
  // Components are drawn in tests as a browser draws them.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: { include: ['src/**/*.test.ts'] },
});
