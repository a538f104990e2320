/**
 * Finds the machine's Chromium and starts it for tests. The only importer of playwright-core's
 * launcher. It knows nothing of the app.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const variables = ['SAMPHIRE_CHROMIUM', 'CHROMIUM_PATH', 'CHROME_PATH'];

/** The path of a Chromium, or nothing: named by a variable, on the PATH, or Playwright's own. */
export const findChromium = (): string | undefined => {
  const named = variables.map((variable) => process.env[variable] ?? '');
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...named, ...onPath, chromium.executablePath()].find(isExecutable);
};

/** A browser without a profile of its own; each context is a person with a fresh device. */
export const launchChromium = (): Promise<Browser> => chromium.launch(launchOptions());

/**
 * A browser whose profile is kept in the folder `profile`, so that it can be closed and opened
 * again; `args` are further switches.
 */
export const openProfile = (
  profile: string,
  options: BrowserContextOptions = {},
  args: readonly string[] = [],
): Promise<BrowserContext> => {
  const launch = launchOptions();
  return chromium.launchPersistentContext(profile, {
    ...launch,
    args: [...launch.args, ...args],
    ...options,
  });
};

const launchOptions = () => {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(`No Chromium found: install one, or name it in ${variables[0]}.`);
  }
  return { executablePath, headless: true, args: switches() };
};

/** The last such switch counts, so Playwright's own that matter here are named again. */
const disabledFeatures = [
  // Two browsers on one machine meet over its own addresses. Chromium hides them behind .local
  // names, which need multicast DNS to resolve; most containers have none.
  'WebRtcHideLocalIpsWithMdns',
  // These ask third parties, or the local network, at the start of the browser.
  'MediaRouter',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  // These would change an address of http, or forget the profile at its end.
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'DestroyProfileOnBrowserClose',
];

const switches = (): string[] => [
  // Chromium's sandbox cannot start as root, which is what containers give.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  // Nothing but the pages under test may reach for the network.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--disable-gpu',
  // Containers have a /dev/shm of 64 MiB, less than a page with a large import takes.
  '--disable-dev-shm-usage',
  `--disable-features=${disabledFeatures.join(',')}`,
  // A machine without a network has no address but loopback.
  '--allow-loopback-in-peer-connection',
];

const isExecutable = (path: string): boolean => {
  if (path === '') return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
