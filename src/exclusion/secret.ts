/**
 * Files that hold keys and passwords. They are never completed and never read as context, whatever language they are
 * opened in.
 */

const folders = new Set(['.ssh', '.gnupg', '.aws', '.azure', '.kube', '.docker']);

const names = [
  /^\.env($|[.\-_])/, // .env, .env.local, .env-production
  /\.env$/, // prod.env
  /^\.?(dev|prod)?\.vars$/, // .dev.vars
  /^(\.|_)netrc$/,
  /^\.(npmrc|yarnrc|yarnrc\.yml|pypirc|pgpass|htpasswd|git-credentials|s3cfg|boto|dockercfg|vault-token)$/,
  /^id_(rsa|dsa|ecdsa|ed25519)([.\-_].*)?$/,
  /\.(pem|key|p8|p12|pfx|ppk|jks|keystore|kdbx?|asc|gpg|der|tfvars|tfstate)$/,
  // Data, not code: a module called credentials.ts or secrets.py is a source like another.
  /^\.?(credentials?|secrets?|passwords?|service[-_]account)([.\-_].*)?\.(json|ya?ml|toml|ini|cfg|conf|xml|csv|txt|properties)$/,
  /^\.?(credentials?|secrets?|passwords?)$/,
];

/** Whether the path, with `/` or `\` between its parts, names a file that holds secrets. */
export function isSecret(path: string): boolean {
  const parts = path.toLowerCase().split(/[\\/]/);
  const name = parts.pop() ?? '';
  return parts.some((part) => folders.has(part)) || names.some((pattern) => pattern.test(name));
}
