// The real program on an empty data folder, as a person starts it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = process.env.SAMRIDDH_BIN;
const START_MS_MAX = 30_000;

export class Gateway {
  folder = mkdtempSync(join(tmpdir(), 'samriddh-e2e-'));
  port = 0;
  address = '';
  process = null;

  /** What of the environment is set on purpose. */
  constructor(set = {}) {
    this.set = set;
  }

  async start() {
    if (!BIN) throw new Error('set SAMRIDDH_BIN to the program that is to be tested');
    const args = ['serve', '--port', String(this.port), '--home', join(this.folder, 'home')];
    // No model: what is tested is the same with and without a key in somebody's environment.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('SAMRIDDH_MODEL')),
    );
    this.process = spawn(BIN, args, { env: { ...env, ...this.set, HOME: this.folder } });
    let said = '';
    this.address = await new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no address within ${START_MS_MAX} ms: ${said}`)),
        START_MS_MAX,
      );
      const listen = (data) => {
        said += data;
        const found = /http:\/\/127\.0\.0\.1:(\d+)\/#enter=\S+/.exec(said);
        if (!found) return;
        clearTimeout(timer);
        this.port = Number(found[1]);
        resolve(found[0]);
      };
      this.process.stdout.on('data', listen);
      this.process.stderr.on('data', listen);
      this.process.on('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)));
    });
  }

  /** A session's state and its hash, as the program folds them from the record. */
  shown(session) {
    const args = ['show', session, '--json', '--home', join(this.folder, 'home')];
    return JSON.parse(execFileSync(BIN, args, { encoding: 'utf8', maxBuffer: 64e6 }));
  }

  /** As by `kill -9`. */
  async kill() {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await ended;
  }

  async end() {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
