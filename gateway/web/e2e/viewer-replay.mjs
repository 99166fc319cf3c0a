// A replay is searched, walked and followed: to what comes after the moment too, and along with a session that goes on.
import assert from 'node:assert/strict';
import { Stage, fixture } from './stage.mjs';

const NOTES = fixture('notes');
const ID = NOTES[0].session;
const SO_FAR = 150;

export async function replaying(browser, watch) {
  const stage = new Stage(new Map([[ID, { title: 'Notes', events: NOTES.slice(0, SO_FAR) }]]));
  await stage.start();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  try {
    page.setDefaultTimeout(6000);
    watch.listen(page, 'replaying');
    await stage.play(page);
    await follows(page, stage);
    await searches(page, stage, watch);
  } finally {
    await page.close();
    await stage.end();
  }
}

const standsAt = (page, seq) => page.getByText(`event ${seq} of`).waitFor();
const address = (page, wanted) =>
  page.waitForFunction((seq) => (/seq=(\d+)/.exec(location.hash)?.[1] ?? '') === seq, String(wanted));

async function follows(page, stage) {
  await page.goto(`${stage.site}#/s/${ID}/replay`);
  const follow = page.getByRole('button', { name: 'Follow live' });
  await follow.waitFor();
  const on = () => follow.getAttribute('aria-pressed');
  await standsAt(page, SO_FAR);
  assert.equal(await on(), 'true', 'whoever names no moment goes along');
  stage.goOn(ID, NOTES.slice(SO_FAR, SO_FAR + 10));
  await standsAt(page, SO_FAR + 10);
  assert.equal(await on(), 'true');
  const slider = page.getByRole('slider', { name: 'Moment of the session' });
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await standsAt(page, SO_FAR + 9);
  assert.equal(await on(), 'false', 'who moves gives it up');
  await address(page, SO_FAR + 9);
  stage.goOn(ID, NOTES.slice(SO_FAR + 10, SO_FAR + 20));
  await page.getByText(`event ${SO_FAR + 9} of ${SO_FAR + 20}`).waitFor();
  await follow.click();
  await page.getByText(`event ${SO_FAR + 20} of ${SO_FAR + 20}`).waitFor();
  await address(page, '');
  await page.keyboard.press('ArrowLeft');
  // Played up to the present, it goes on with it.
  await page.getByRole('button', { name: 'One event back' }).click();
  assert.equal(await on(), 'false');
  await page.getByLabel('Speed').selectOption('32');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForFunction(
    () => document.querySelector('[aria-pressed=true]')?.textContent === 'Follow live',
  );
  stage.goOn(ID, NOTES.slice(SO_FAR + 20));
  await page.getByText(`event ${NOTES.length} of ${NOTES.length}`).waitFor();
  await follow.waitFor({ state: 'detached' });
}

async function searches(page, stage, watch) {
  await page.goto('about:blank');
  await page.goto(`${stage.site}#/s/${ID}/replay?seq=40`);
  const lanes = page.getByRole('application');
  await lanes.focus();
  const slider = page.getByRole('slider', { name: 'Moment of the session' });
  const at = async () => Number(await slider.getAttribute('aria-valuenow')) + 1;
  await page.keyboard.press('ArrowRight');
  assert.ok((await at()) > 40, 'a step on leads on');
  await page.keyboard.press('End');
  assert.ok((await at()) > 280, 'to the end of the record');
  await address(page, await at());
  await page.goto(`${stage.site}#/s/${ID}/replay?seq=40`);
  await standsAt(page, 40);
  const field = page.getByLabel('Find events');
  await field.fill('README.md');
  await page.getByText(/^[1-9]\d* found$/).waitFor();
  await page.keyboard.press('Enter');
  const staged = NOTES.find(
    ({ body }) => body.event.kind === 'staged' && body.event.file.path === 'README.md',
  );
  await standsAt(page, staged.seq);
  // Said in the record only, and in none of its lines.
  const { out } = NOTES[0].body.event.options;
  const said = NOTES.filter((event) => JSON.stringify(event.body).includes(out));
  await field.fill(out);
  await page.getByText(`${said.length} found`, { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await standsAt(page, (said.find(({ seq }) => seq > staged.seq) ?? said[0]).seq);
  await field.fill('');
  await page.getByRole('button', { name: 'Agents' }).click();
  const agents = page.getByRole('group', { name: 'Agents' });
  await agents.getByRole('button', { name: 'Backend' }).click();
  await agents.getByRole('button', { name: 'Docs' }).click();
  await page.getByRole('application', { name: /^Lanes of 2 agents/ }).waitFor();
  await watch.see(page, '22-agents');
  await agents.getByRole('button', { name: 'All agents' }).click();
  await page.getByRole('application', { name: /^Lanes of 1\d agents/ }).waitFor();
}
