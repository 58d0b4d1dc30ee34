/** Files of packages as they were published, version after version: what people have really changed. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { messageOf, type Failure } from '../../protocol/failure.ts';

export interface History {
  readonly package: string;
  readonly path: string;
  /** Its text in each version, the oldest first. */
  readonly texts: readonly string[];
}

/** SHA-256 of each file by version. Both packages are MIT; nothing of them is kept in this repository. */
const files: readonly { readonly package: string; readonly path: string; readonly versions: Record<string, string> }[] =
  [
    {
      package: 'commander',
      path: 'lib/command.js',
      versions: {
        '11.0.0': '15e3c206d8d6e35c47ff456ffefac65a79d50468ef1f0260995f8c400f44c151',
        '11.1.0': 'bf0fa40bc73f0c01c8990a2ceaba028e5ac80e5eaa892dc206c22259921df829',
        '12.0.0': '1cd1253ec0223ca6ff1fc35fa1c162eb7637b78a0b2a7678b19c03c9c00c3117',
        '12.1.0': 'f92b14348d67ebab914c56d538da80afaf30e0343acee6eadcc01ca197753e6f',
      },
    },
    {
      package: 'commander',
      path: 'lib/help.js',
      versions: {
        '11.0.0': '30a736728f9fba80a2b46e8e9983914bdbcf052bc066ac40d856a8e29de10034',
        '11.1.0': '34034aef58ef488b489713aec66b14cbdf8d7b427523a2e4916500170b10aac7',
        '12.0.0': 'ef146e770569b9749844b7278a6a2586cde61e9c1fcd68d87e59aab3d86f0074',
        '12.1.0': 'c7d6ad897ebec52adeaf217b230eaf1298e6bc04c800f408c898811616a51b5a',
      },
    },
    {
      package: 'express',
      path: 'lib/response.js',
      versions: {
        '4.18.2': '7fdb8547558f9ea42606888eed597a30d84ac67d66b487244a417cd1c3d8a97e',
        '4.19.2': '8761b1592827b8d4708dc17810a7359b35ca469bde3bb10aabdce6a1884629a8',
        '5.0.0': '49e14ac224a0d441f75cf74c85b1d40f8b2f65d261c475fb7b08cc1bd0697bf9',
      },
    },
    {
      package: 'express',
      path: 'lib/application.js',
      versions: {
        '4.18.2': '5901b32f609ba349351bf7406dbdc0c4c57b77ce6f7215ea67ccca5ac2a28e88',
        '4.19.2': '5901b32f609ba349351bf7406dbdc0c4c57b77ce6f7215ea67ccca5ac2a28e88',
        '5.0.0': 'df2e1a76e23b5e3a7a47cf247a375cda398b6706aee49943ca3824f7d6188b06',
      },
    },
  ];

/** Fetched with npm where they are not in the folder yet. */
export function histories(folder = 'training/.work/versions'): History[] | Failure {
  mkdirSync(folder, { recursive: true });
  const found: History[] = [];
  for (const { package: name, path: file, versions } of files) {
    const texts: string[] = [];
    for (const [version, hash] of Object.entries(versions)) {
      const text = published(folder, name, version, file);
      if (typeof text !== 'string') return text;
      if (createHash('sha256').update(text).digest('hex') !== hash) {
        return { error: `${file} of ${name} ${version} is not what it was` };
      }
      texts.push(text);
    }
    found.push({ package: name, path: file, texts });
  }
  return found;
}

function published(folder: string, name: string, version: string, file: string): string | Failure {
  const archive = path.join(folder, `${name}-${version}.tgz`);
  if (!existsSync(archive)) {
    const packed = run('npm', ['pack', '--silent', '--pack-destination', folder, `${name}@${version}`]);
    if (typeof packed !== 'string') return packed;
  }
  return run('tar', ['-xzOf', archive, `package/${file}`]);
}

function run(command: string, args: readonly string[]): string | Failure {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (error !== undefined) return { error: `${command} can not be run: ${messageOf(error)}` };
  return status === 0 ? stdout : { error: `${command} ${args.join(' ')}: ${stderr.trim()}` };
}
