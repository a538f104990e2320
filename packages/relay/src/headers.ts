/**
 * The headers that every answer carries, whatever the path and the outcome. They say what a page of
 * this origin may do, and it is as little as the app needs.
 */

export interface Transport {
  /** TLS all the way to the browser: our own, or that of the proxy in front of us. */
  readonly isSecure: boolean;
}

/**
 * Trusted Types policies that scripts of the app may create. Lit writes its templates through
 * `lit-html`; `samphire-worker` names the service worker's own script when it is registered,
 * `samphire-import` that of the worker which reads an imported file.
 */
export const trustedTypesPolicies: readonly string[] = [
  'lit-html',
  'samphire-worker',
  'samphire-import',
];

/** Two years: what browsers ask of a host that means it. */
const strictTransportSeconds = 63_072_000;

/** A group may list relays anywhere, so sockets may leave this origin; nothing else may. */
const connectSources = ({ isSecure }: Transport): string =>
  isSecure ? "'self' wss:" : "'self' ws: wss:";

const contentSecurityPolicy = (transport: Transport): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connectSources(transport)}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypesPolicies.join(' ')}`,
  ].join('; ');

/** The camera reads QR codes, the clipboard takes invites. What the app does not use is closed. */
const permissionsPolicy = [
  'accelerometer=()',
  'autoplay=()',
  'browsing-topics=()',
  'camera=(self)',
  'clipboard-read=()',
  'clipboard-write=(self)',
  'display-capture=()',
  'encrypted-media=()',
  'fullscreen=(self)',
  'geolocation=()',
  'gyroscope=()',
  'hid=()',
  'idle-detection=()',
  'magnetometer=()',
  'microphone=()',
  'midi=()',
  'payment=()',
  'picture-in-picture=()',
  'publickey-credentials-get=()',
  'screen-wake-lock=()',
  'serial=()',
  'usb=()',
  'xr-spatial-tracking=()',
].join(', ');

export const securityHeaders = (transport: Transport): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': contentSecurityPolicy(transport),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': permissionsPolicy,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  ...(transport.isSecure
    ? { 'Strict-Transport-Security': `max-age=${strictTransportSeconds}` }
    : {}),
});
