// Which language a file is written in, by its name. Pure.

const ENDINGS: Record<string, string> = {
  rs: 'rust',
  py: 'python',
  ts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  svelte: 'xml',
  vue: 'xml',
  html: 'xml',
  xml: 'xml',
  svg: 'xml',
  css: 'css',
  json: 'json',
  yml: 'yaml',
  yaml: 'yaml',
  toml: 'ini',
  ini: 'ini',
  env: 'ini',
  md: 'markdown',
  sql: 'sql',
  sh: 'bash',
  go: 'go',
  java: 'java',
  diff: 'diff',
  patch: 'diff',
};

export function languageOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (name.startsWith('dockerfile')) return 'dockerfile';
  return ENDINGS[name.slice(name.lastIndexOf('.') + 1)] ?? '';
}
