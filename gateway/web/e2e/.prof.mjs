// usage: node prof.mjs file.html
import { launch } from './browser.mjs';
const file = process.argv[2];
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
const client = await page.context().newCDPSession(page);
await client.send('Profiler.enable');
await client.send('Profiler.setSamplingInterval', { interval: 200 });
const prof = async (name, run) => {
  await client.send('Profiler.start');
  await run();
  const { profile } = await client.send('Profiler.stop');
  const self = new Map();
  const byId = new Map(profile.nodes.map((n) => [n.id, n]));
  profile.samples.forEach((id, i) => {
    const n = byId.get(id);
    const k = `${n.callFrame.functionName || '(anon)'}:${n.callFrame.lineNumber}:${n.callFrame.columnNumber}`;
    self.set(k, (self.get(k) ?? 0) + profile.timeDeltas[i]);
  });
  console.log('==', name);
  for (const [k, v] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 16))
    console.log((v / 1000).toFixed(1), 'ms', k);
};
await prof('load', async () => {
  await page.goto(`file://${file}`);
  await page.getByRole('slider', { name: 'Moment of the session' }).waitFor();
});
const frames = (run) =>
  page.evaluate(async (source) => {
    const act = new Function('step', source);
    for (let step = 0; step < 30; step++) {
      act(step);
      await new Promise((r) => requestAnimationFrame(() => setTimeout(r)));
    }
  }, run);
await prof('zoom', () =>
  frames(
    `document.querySelector('[role=application]').dispatchEvent(new WheelEvent('wheel', { deltaY: -20, clientX: 700, cancelable: true }))`,
  ),
);
await prof('scroll', () => frames(`document.querySelector('[role=listbox]').scrollTop = step * 4000`));
await prof('seek', () =>
  frames(
    `document.querySelector('[role=slider]').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', shiftKey: true, bubbles: true }))`,
  ),
);
await browser.close();
