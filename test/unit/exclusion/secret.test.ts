import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSecret } from '../../../src/exclusion/secret.ts';

const secret = [
  '.env',
  '/ws/.env.local',
  'C:\\ws\\.env.production',
  'deploy/prod.env',
  '.dev.vars',
  'certs/server.pem',
  'server.key',
  'store.p12',
  'release.keystore',
  '.ssh/config',
  '/home/a/.aws/credentials',
  '.ssh/id_rsa',
  'id_ed25519',
  'id_rsa.bak',
  '.npmrc',
  '.netrc',
  '.git-credentials',
  'credentials.json',
  'config/Secrets.yaml',
  'service-account.json',
  'terraform.tfvars',
];

const open = [
  'src/env.ts',
  'environment.py',
  'src/credentials.ts',
  'secrets.py',
  'keys.py',
  'src/key.ts',
  'monkey.js',
  'id_rsa_parser_test/main.py',
  'passwords/strength.ts',
  'awsome/x.py',
  '',
];

describe('secret files', () => {
  for (const path of secret) it(`${path} is one`, () => assert.equal(isSecret(path), true));
  for (const path of open) it(`${path === '' ? 'no name' : path} is none`, () => assert.equal(isSecret(path), false));
});
