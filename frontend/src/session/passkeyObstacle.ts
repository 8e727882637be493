/** Whether passkeys and security keys (WebAuthn) can be used on this page. */

const IP_ADDRESS = /^(\d+\.){3}\d+$|^\[/;
const LOOPBACK = /^127(\.\d+){3}$|^\[::1\]$/;

/** Why they cannot be used here, with the remedy; null where they can. */
export function passkeyObstacle(): string | null {
  const { hostname, origin } = window.location;
  if (LOOPBACK.test(hostname))
    return `Passkeys do not work at IP addresses. Open Bulkhead at ${origin.replace(hostname, "localhost")} instead.`;
  if (IP_ADDRESS.test(hostname))
    return "Passkeys do not work at IP addresses. Open Bulkhead at its host name, over HTTPS.";
  if (!window.isSecureContext)
    return "Passkeys work only over HTTPS. Ask your administrator to serve Bulkhead over HTTPS.";
  if (!isSupported())
    return "This browser does not support passkeys. Update it, or use another one.";
  return null;
}

/** The conversions from and to JSON came years after passkeys themselves. */
function isSupported(): boolean {
  const api = window.PublicKeyCredential as Partial<typeof PublicKeyCredential> | undefined;
  return Boolean(api?.parseCreationOptionsFromJSON && api.parseRequestOptionsFromJSON);
}
