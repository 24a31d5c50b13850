/**
 * The booking page in a real browser: Debian's chromium, or what CHROMIUM_PATH names; without one a visible skip. Screenshots
 * go into screenshots/, which is not kept.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildLogger } from '../../src/log.ts';
import { type ListeningServer, listen } from '../../src/server.ts';
import { november, place, practice, slot } from '../support/agenda-data.ts';
import { type AgendaServer, openAgendaServer, resourcesOf } from '../support/agenda-server.ts';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const screenshots = join(import.meta.dirname, '../../screenshots');
const describeInBrowser = existsSync(executablePath) ? describe : describe.skip;

const phone = { width: 320, height: 640 };
const desktop = { width: 1000, height: 800 };
/** How long a browser may take to start, or to do twice what it is told, on a machine that has other things to do. */
const slowMs = 100_000;

describeInBrowser(`the booking page in ${executablePath}`, () => {
  let browser: Browser | undefined;
  let server: AgendaServer;
  let listening: ListeningServer;

  const practiceOf = (id: string) =>
    practice(id, {
      practitioner: { name: [{ family: 'Lemoine', given: ['Alice'] }] },
      role: {
        contained: [
          place('lieu', {
            name: 'Maison de santé des Lilas',
            address: { line: ['12 rue des Lilas', 'Bâtiment B'], postalCode: '97400', city: 'Saint-Denis' },
          }),
        ],
        specialty: [{ coding: [{ code: 'SM54', display: 'Médecine générale' }] }],
      },
    });

  beforeAll(async () => {
    const flags =
      '--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update';
    browser = await chromium.launch({
      executablePath,
      args: [...flags.split(' '), '--disable-sync', '--no-first-run'],
      timeout: slowMs,
    });
  }, 2 * slowMs);

  afterAll(() => browser?.close());

  beforeEach(async () => {
    server = await openAgendaServer({
      baseUrl: undefined,
      resources: [
        ...practiceOf('a'),
        slot('s1', 'a', november('23T09:00')),
        slot('busy', 'a', november('23T11:00'), { status: 'busy' }),
      ],
    });
    const logger = buildLogger({ level: 'silent', isPretty: false });
    listening = await listen(server.app, { host: '127.0.0.1', port: 0, logger });
  });

  afterEach(async () => {
    await listening.stop(AbortSignal.timeout(1000));
    await server.close();
  });

  /** Opens a page, does something there, and demands that the browser complained of nothing. */
  async function onPage(options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser!.newContext({ viewport: desktop, ...options });
    try {
      context.setDefaultTimeout(slowMs / 2);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('status of 4')) complaints.push(message.text());
      });
      await page.goto(`${listening.url}/rdv?slot=s1&origin=sas`);
      await work(page);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  }

  const shoot = (page: Page, name: string) =>
    page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });

  const appointmentCount = async () => resourcesOf(await server.search('Appointment'), 'Appointment').length;

  it('books by a click, and shows the number', async () => {
    await onPage({}, async (page) => {
      await shoot(page, 'booking-page');
      await page.getByRole('button', { name: 'Confirmer le rendez-vous' }).click();
      await page.getByRole('heading', { level: 1, name: 'Rendez-vous confirmé' }).waitFor();
      const number = new URL(page.url()).pathname.replace('/rdv/', '');
      expect(await page.locator('.number').textContent()).toBe(number);
      await shoot(page, 'booking-confirmed');
    });
    expect(await appointmentCount()).toBe(1);
  });

  it('books with the keyboard alone, where JavaScript is switched off', async () => {
    await onPage({ javaScriptEnabled: false }, async (page) => {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Rendez-vous confirmé' }).waitFor();
    });
    expect(await appointmentCount()).toBe(1);
  });

  it('books once when the button is clicked twice, and when the answer is reloaded', async () => {
    await onPage({}, async (page) => {
      await page.getByRole('button').dblclick();
      await page.getByRole('heading', { level: 1, name: 'Rendez-vous confirmé' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Rendez-vous confirmé' }).waitFor();
    });
    expect(await appointmentCount()).toBe(1);
  });

  it('says that the slot is gone when one goes back to the page', async () => {
    await onPage({}, async (page) => {
      await page.getByRole('button').click();
      await page.getByRole('heading', { level: 1, name: 'Rendez-vous confirmé' }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: 'Ce créneau n’est plus libre' }).waitFor();
    });
  });

  it('is wholly seen on the narrowest phone, its button wide enough for a thumb', async () => {
    await onPage({ viewport: phone, deviceScaleFactor: 2 }, async (page) => {
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.width);
      const box = await page.getByRole('button').boundingBox();
      expect(box!.height).toBeGreaterThanOrEqual(44);
      await shoot(page, 'booking-page-phone');
      await page.goto(`${listening.url}/rdv?slot=busy`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.width);
      await shoot(page, 'booking-taken-phone');
    });
  });

  it('shows where the focus is', async () => {
    await onPage({}, async (page) => {
      await page.keyboard.press('Tab');
      const style = await page.evaluate(
        'getComputedStyle(document.activeElement).outlineStyle + document.activeElement.tagName',
      );
      expect(style).toBe('solidBUTTON');
    });
  });

  it('has text that stands out from its background by 4.5 to 1 or more', async () => {
    await onPage({}, async (page) => {
      for (const target of ['/rdv?slot=s1', '/rdv?slot=busy', '/rdv']) {
        await page.goto(`${listening.url}${target}`);
        const ratios = (await page.evaluate(contrasts)) as [string, number][];
        expect(ratios.length).toBeGreaterThan(3);
        expect(ratios.filter(([, ratio]) => ratio < 4.5)).toEqual([]);
      }
    });
  });

  it('is read to the blind as what it is: one heading, a list of terms, a named button', async () => {
    await onPage({}, async (page) => {
      expect(await page.locator('html').getAttribute('lang')).toBe('fr');
      expect(await page.getByRole('heading').count()).toBe(1);
      expect(await page.locator('main dt').count()).toBe(await page.locator('main dd').count());
      expect(await page.getByRole('main').count()).toBe(1);
      expect(await page.title()).toContain('Confirmer le rendez-vous');
    });
  });
});

/** In the page: each element with text of its own, and its contrast (WCAG 2.2, 1.4.3). */
const contrasts = `(() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b]
    .map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, index) => sum + one * [0.2126, 0.7152, 0.0722][index], 0);
  const background = (element) => {
    if (!element) return [255, 255, 255];
    const colour = parse(getComputedStyle(element).backgroundColor);
    return colour[3] === 0 ? background(element.parentElement) : colour;
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  return [...document.body.querySelectorAll('*')].filter(hasText).map((element) => {
    const pair = [luminance(parse(getComputedStyle(element).color)), luminance(background(element))].sort((a, b) => b - a);
    return [element.tagName, (pair[0] + 0.05) / (pair[1] + 0.05)];
  });
})()`;
