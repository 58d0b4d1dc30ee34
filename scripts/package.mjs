/** `npm run package`: palimpsest-<version>.vsix, the file for the marketplaces. Prints its name. */
import { packageExtension } from './vsix.mjs';

console.log(await packageExtension());
