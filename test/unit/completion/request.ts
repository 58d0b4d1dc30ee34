import type { SuggestionRequest } from '../../../src/completion/request.ts';

/** A request at the `║` in a text, by default an ordinary one while typing. */
export function requestAt(picture: string, changes: Partial<SuggestionRequest> = {}): SuggestionRequest {
  const [prefix = '', suffix = ''] = picture.split('║');
  return {
    path: 'src/a.ts',
    prefix,
    suffix,
    trigger: 'automatic',
    enabled: true,
    scheme: 'file',
    language: 'typescript',
    excluded: undefined,
    manual: false,
    where: { comments: false, strings: true, prose: false, sourceControl: false },
    length: prefix.length + suffix.length,
    deleted: false,
    picked: false,
    ...changes,
  };
}
