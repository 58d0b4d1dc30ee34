/** Texts that look like a key or a password somebody owns. Few patterns, each with hardly a false alarm. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  'private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
  'AWS access key': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  'GitHub token': /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/,
  'Slack token': /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/,
  'Google API key': /\bAIza[0-9A-Za-z_-]{35}/,
  'Stripe key': /\b[rs]k_live_[0-9A-Za-z]{16,}/,
  'npm token': /\bnpm_[A-Za-z0-9]{36}/,
  'JSON web token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
  'password in an address': /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"]+:[^\s/:@'"${}<>]{3,}@[\w.-]+/,
};

/** The kind of the first secret in a text, or undefined. */
export function secretIn(text: string): string | undefined {
  return Object.entries(PATTERNS).find(([, pattern]) => pattern.test(text))?.[0];
}
