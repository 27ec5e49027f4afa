import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { AuditRecord } from '#shared/contract/audit.ts';
import { testIds } from '../../src/renderer/test-ids.ts';
import { administrator, createAdministrator, lineStopped, waitForParts } from './support/acts.ts';
import { parseCsv } from './support/csv.ts';
import { root } from './support/station.ts';
import { looksOf } from './support/looks.ts';
import { expect, test } from './support/test.ts';

const section = (page: Page, name: string) => page.locator(`[data-testid=${testIds.settingsSection}][data-section=${name}]`);

/** Opens a section of the settings as an administrator, who is created where there is none. */
async function openSection(page: Page, name: string): Promise<void> {
  await page.getByTestId(testIds.navSettings).click();
  await section(page, name).click();
}

async function becomeAdministrator(page: Page): Promise<void> {
  await openSection(page, 'time');
  await page.getByTestId(testIds.settingsSignIn).first().click();
  await createAdministrator(page);
}

/** Everybody is signed out when the station starts anew. */
async function signInAgain(page: Page): Promise<void> {
  await openSection(page, 'backup');
  await page.getByTestId(testIds.settingsSignIn).first().click();
  await page.getByTestId(testIds.signInName).filter({ hasText: administrator.name }).first().click();
  await page.getByTestId(testIds.signInSecret).fill(administrator.secret);
  await page.getByTestId(testIds.signInSubmit).click();
  // The bar may know the name before the page has the answer.
  await expect(page.getByTestId(testIds.signInSecret)).toBeHidden();
  await expect(page.getByTestId(testIds.operator)).toContainText(administrator.name);
}

const trail = (page: Page): Promise<AuditRecord[]> =>
  page.evaluate(async () => {
    const answer = await fetch('/api/v1/audit?limit=200');
    return ((await answer.json()) as { entries: AuditRecord[] }).entries;
  });

test('only an administrator sees what is set, and is asked to sign in', async ({ window }) => {
  const { page } = window;
  for (const name of ['time', 'users', 'storage', 'backup', 'audit']) {
    await openSection(page, name);
    await expect(page.getByTestId(testIds.settingsSignIn).first()).toBeVisible();
    await expect(page.getByTestId(testIds.timeSave)).toHaveCount(0);
  }
});

test('zone and shifts are changed: clock, counters and audit trail follow at once', async ({ window }) => {
  const { page, status } = window;
  await becomeAdministrator(page);
  const card = page.getByTestId(testIds.timeCard);
  await expect(card.getByTestId(testIds.shiftRow)).toHaveCount(3);
  await card.getByTestId(testIds.timeZone).click();
  await card.getByTestId(testIds.timeZone).fill('Tokyo');
  await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
  await card.getByTestId(testIds.shiftAdd).click();
  const rows = card.getByTestId(testIds.shiftRow);
  await expect(rows).toHaveCount(4);
  // a shift without a name cannot be saved
  await rows.first().locator('input').first().fill('');
  await expect(card.getByTestId(testIds.timeSave)).toBeDisabled();
  await rows.first().locator('input').first().fill('Dawn');
  await card.getByTestId(testIds.timeSave).click();
  await expect.poll(async () => (await status()).timeZone).toBe('Asia/Tokyo');
  await expect(page.getByTestId(testIds.clock)).toContainText('Tokyo');
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', hour: '2-digit', hourCycle: 'h23' }).format(new Date());
  expect((await page.getByTestId(testIds.clock).innerText()).trim()).toMatch(new RegExp(`^${hour}:`));
  expect((await trail(page)).find(({ action }) => action === 'time.changed')).toMatchObject({
    actor: administrator.name,
    detail: { after: { zone: 'Asia/Tokyo' } },
  });
});

test('users: a role is changed, a PIN is reset, somebody is blocked and let in again', async ({ window }) => {
  const { page } = window;
  await becomeAdministrator(page);
  await section(page, 'users').click();
  const users = page.getByTestId(testIds.users);
  await users.getByTestId(testIds.userAdd).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Bo');
  await page.locator('input[type=password]').fill('1357');
  await page.getByRole('button', { name: 'Save' }).click();
  const bo = users.getByRole('listitem').filter({ hasText: 'Bo' });
  await expect(bo).toContainText('Operator');
  const choose = async (item: string): Promise<void> => {
    await bo.getByRole('button').click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await choose('Engineer');
  await expect(bo).toContainText('Engineer');
  await choose('New PIN');
  await page.locator('input[type=password]').fill('2468');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const signIn = (secret: string): Promise<number> =>
    page.evaluate(
      async (pin) =>
        (
          await fetch('/api/v1/session', {
            method: 'POST',
            credentials: 'omit',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ name: 'Bo', secret: pin }),
          })
        ).status,
      secret,
    );
  await choose('Block');
  await expect(bo).toContainText('Blocked');
  await choose('Allow again');
  await expect(bo).toContainText('May sign in');
  expect(await signIn('1357')).toBe(401);
  // the last administrator cannot be blocked: said in the operator's words
  const self = users.getByRole('listitem').filter({ hasText: administrator.name });
  await self.getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Block' }).click();
  await expect(page.getByText('The last administrator cannot be removed.')).toBeVisible();
});

test('the audit trail is searched, looked at and exported', async ({ window }) => {
  const { page } = window;
  await becomeAdministrator(page);
  await section(page, 'audit').click();
  const rows = page.getByTestId(testIds.auditRow);
  await expect(rows.first()).toBeVisible();
  await expect(page.getByTestId(testIds.audit)).toContainText(`created the user ${administrator.name}`);
  await page.getByTestId(testIds.auditAction).click();
  await page.getByRole('option', { name: 'User created' }).click();
  await expect(rows).toHaveCount(1);
  await rows.first().click();
  await expect(page.getByTestId(testIds.auditEntry)).toContainText('"action": "user.created"');
  await page.keyboard.press('Escape');
  const text = await window.download(() => page.getByTestId(testIds.auditExport).click());
  expect(parseCsv(text.replace('\uFEFF', ''))).toMatchObject([{ action: 'user.created', subject: administrator.name }]);
  await page.getByTestId(testIds.auditSubject).fill('nobody of that name');
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('storage says what lies on the disk, and what another retention would take', async ({ window }) => {
  const { page } = window;
  await waitForParts(window, 5);
  await becomeAdministrator(page);
  await section(page, 'storage').click();
  await expect(page.getByTestId(testIds.storage)).toContainText('Full pictures');
  const takes = page.getByTestId(testIds.storageTakes);
  await page.getByTestId(testIds.storageDays).fill('1');
  await expect(page.getByTestId(testIds.storageForecast)).toContainText(/This fits|would be full in/);
  const oneDay = await takes.innerText();
  await page.getByTestId(testIds.storageDays).fill('100');
  await expect(takes).not.toHaveText(oneDay);
  const asked = await page.evaluate(async () => (await fetch('/api/v1/storage?retentionDays=100')).json() as Promise<unknown>);
  expect(asked).toMatchObject({ forecast: { retentionDays: 100 }, products: [{ pictures: { passes: 'jpeg' } }] });
  // what the pictures of each product take is said here and with the product
  await expect(page.getByTestId(testIds.storagePace)).toContainText(/B a part .* at most/);
  await page.getByTestId(testIds.navProducts).click();
  await expect(page.getByTestId(testIds.productPace)).toContainText(/B a day/);
});

test('a backup is made on screen, the data destroyed, and brought back: by the command that is shown, and on screen', async ({
  window,
}) => {
  test.setTimeout(300_000);
  const { page, data, status } = window;
  await waitForParts(window, 5);
  await page.getByTestId(testIds.navRun).click();
  await page.getByTestId(testIds.stop).click();
  await createAdministrator(page);
  await lineStopped(window);
  await openSection(page, 'backup');
  await expect(page.getByTestId(testIds.backupNow)).toBeDisabled();
  const folder = join(data, '..', 'backups');
  // a folder within the data is refused in the operator's words
  await page.getByTestId(testIds.backupFolder).fill(join(data, 'backups'));
  await page.getByTestId(testIds.backupSave).click();
  await expect(page.getByText('The folder cannot be used.')).toBeVisible();
  await page.getByTestId(testIds.backupFolder).fill(folder);
  await page.getByTestId(testIds.backupSave).click();
  await page.getByTestId(testIds.backupNow).click();
  await expect(page.getByTestId(testIds.backupItem)).toHaveCount(1, { timeout: 60_000 });
  await expect(page.getByTestId(testIds.backupLast)).toBeVisible();
  const command = (await page.getByTestId(testIds.restoreCommand).innerText()).trim();
  expect(command).toBe(`passline restore ${folder} --data ${data} --replace`);
  const before = (await status()).counters;

  await window.killStation();
  for (const name of ['passline.db', 'chain-head.json', 'pictures', 'models'])
    rmSync(join(data, name), { recursive: true, force: true });
  const [, ...args] = command.split(' ');
  const printed = execFileSync(process.execPath, [join(root, 'out/station/passline.js'), ...args], { encoding: 'utf8' });
  expect(printed).toContain('Proved');
  await window.reviveStation();
  await expect.poll(async () => (await status().catch(() => null))?.counters, { timeout: 60_000 }).toEqual(before);
  const verify = (): string =>
    execFileSync(process.execPath, [join(root, 'out/station/passline.js'), 'verify', '--data', data], { encoding: 'utf8' });
  verify();

  // and again, by an administrator in the browser, while the station that lost its pictures runs
  rmSync(join(data, 'pictures'), { recursive: true });
  await signInAgain(page);
  await page.getByTestId(testIds.navRun).click();
  await page.getByTestId(testIds.start).click();
  await openSection(page, 'backup');
  const asked = page.getByTestId(testIds.backupRestore);
  await expect(asked).toBeDisabled();
  await page.getByTestId(testIds.navRun).click();
  await page.getByTestId(testIds.stop).click();
  await lineStopped(window);
  await openSection(page, 'screen');
  await page.getByTestId(testIds.stationNameField).fill('Renamed since');
  await page.getByTestId(testIds.stationNameSave).click();
  await expect.poll(async () => (await status()).stationName).toBe('Renamed since');
  await openSection(page, 'backup');
  await asked.click();
  await page.getByTestId(testIds.confirm).click();
  await expect.poll(async () => (await status().catch(() => null))?.stationName, { timeout: 60_000 }).not.toMatch(/Renamed/);
  await expect.poll(async () => (await status().catch(() => null))?.counters, { timeout: 60_000 }).toEqual(before);
  await expect(page.getByTestId(testIds.settingsSignIn).first()).toBeVisible();
  await signInAgain(page);
  await expect.poll(async () => (await trail(page)).map(({ action }) => action)).toContain('backup.restored');
  expect(readdirSync(join(data, '..')).filter((name) => name.startsWith('data.before-restore-'))).toHaveLength(2);
  verify();

  // where the data cannot be replaced they stay, and whoever signs in again sees why
  mkdirSync(join(`${data}.restoring.json`, 'in the way'), { recursive: true });
  await openSection(page, 'backup');
  await asked.click();
  await page.getByTestId(testIds.confirm).click();
  await expect(page.getByTestId(testIds.settingsSignIn).first()).toBeVisible({ timeout: 60_000 });
  await signInAgain(page);
  await expect(page.getByTestId(testIds.restoreFailed)).toContainText(/goes on with the data of before.*restoring\.json/);
  await expect.poll(async () => (await status()).counters).toEqual(before);
});

test('every section, in both themes and languages, at both sizes', async ({ window }, testInfo) => {
  test.setTimeout(240_000);
  const { page } = window;
  const { shoot, everyLook } = looksOf(window, testInfo);
  await waitForParts(window, 5);
  await becomeAdministrator(page);
  await page.evaluate(
    async ([to]) => {
      const plan = { folder: to, keep: 7, dailyAt: { hour: 2, minute: 30 } };
      const headers = { 'content-type': 'application/json' };
      await fetch('/api/v1/backups/plan', { method: 'PUT', headers, body: JSON.stringify({ plan }) });
      await fetch('/api/v1/backups', { method: 'POST' });
    },
    [join(window.data, '..', 'backups')] as const,
  );
  await everyLook(async () => {
    await page.getByTestId(testIds.navSettings).click();
    const names = await page
      .getByTestId(testIds.settingsSection)
      .evaluateAll((links) => links.map((link) => link.getAttribute('data-section') ?? ''));
    for (const name of names) {
      await section(page, name).click();
      await expect(section(page, name)).toHaveAttribute('aria-current', 'page');
      await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
      await shoot(`settings-${name}`);
    }
  });
});
