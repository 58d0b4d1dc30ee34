import { env, extensions, UIKind, version, type ExtensionContext } from 'vscode';
import { messageOf } from '../protocol/failure.ts';
import type { EngineHost } from './engine-host.ts';
import type { Status } from './status.ts';
import type { Tally } from './tally.ts';

export interface DiagnosticsParts {
  readonly context: ExtensionContext;
  readonly engine: EngineHost;
  readonly status: Status;
  readonly tally: Tally;
}

/** What a report of a fault needs, in lines: versions, the adapter, timings. No code, no path, no name of a file. */
export async function diagnostics({ context, engine, status, tally }: DiagnosticsParts): Promise<string> {
  const { state, last } = engine;
  const { counts } = tally;
  const { version: own } = context.extension.packageJSON as { version: string };
  const lines: Readonly<Record<string, string>> = {
    Palimpsest: own,
    'VS Code': `${version} (${env.appHost}, ${env.uiKind === UIKind.Web ? 'web' : 'desktop'}, ${env.language})`,
    Remote: env.remoteName ?? 'none',
    Browser: navigator.userAgent,
    Processors: String(navigator.hardwareConcurrency),
    'Shared memory': globalThis.crossOriginIsolated ? 'yes' : 'no',
    'WebGPU adapter': await adapter(),
    State: status.state,
    Problem: state.is === 'failed' ? state.error : 'none',
    Model: state.is === 'ready' ? `${state.loaded.name} (${state.loaded.id})` : 'not loaded',
    Backend: state.is === 'ready' ? state.loaded.backend : 'none',
    Loading: state.is === 'ready' ? `${Math.round(state.loaded.ms)} ms` : 'none',
    'Last suggestion': last
      ? `${last.ms.toFixed(1)} ms, ${String(last.tokens)} tokens written, ${String(last.read)} read`
      : 'none',
    'All suggestions': `${String(counts.answers)} answers in ${String(Math.round(counts.milliseconds))} ms`,
    'Other completions': others().join(', ') || 'none known',
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

/** Extensions that suggest in the same place: with two of them at once neither can be judged. */
const peers = [
  'github.copilot',
  'github.copilot-chat',
  'tabbyml.vscode-tabby',
  'ggml-org.llama-vscode',
  'continue.continue',
  'sourcegraph.cody-ai',
  'supermaven.supermaven',
  'codeium.codeium',
  'tabnine.tabnine-vscode',
];

function others(): string[] {
  return peers.filter((id) => extensions.getExtension(id) !== undefined);
}

/** As far as the editor's page tells; the types of WebGPU are not worth a dependency for one line. */
async function adapter(): Promise<string> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<{ info?: Record<string, unknown> } | null> } };
  if (gpu === undefined) return 'none: no WebGPU here';
  try {
    const found = await gpu.requestAdapter();
    if (found === null) return 'none';
    const { vendor, architecture, device } = found.info ?? {};
    return (
      [vendor, architecture, device].filter((part) => typeof part === 'string' && part !== '').join(' ') || 'unnamed'
    );
  } catch (thrown) {
    return `none: ${messageOf(thrown)}`;
  }
}
