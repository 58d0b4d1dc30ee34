/** `model.json`: what a model folder holds, how large everything is, and what the files have to hash to. */
import { t } from '@vscode/l10n';
import type { Failure } from '../protocol/failure.ts';
import type { ModelConfig } from './backend.ts';
import { Fields } from './fields.ts';
import { featureNames, type Mixture } from './pointer/mixture.ts';

export interface FileSpec {
  /** Relative to the model's folder. */
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export interface Model {
  readonly format: 1;
  /** First 16 hexadecimal digits of the weights' SHA-256. */
  readonly id: string;
  readonly name: string;
  readonly config: ModelConfig & {
    /** Width of the SwiGLU. */
    readonly ffn: number;
    /** Strength of a write lies between 0 and this. */
    readonly betaMax: number;
  };
  readonly files: {
    readonly graph: FileSpec;
    readonly weights: FileSpec;
    readonly tokenizer: FileSpec;
    readonly pieces: FileSpec;
  };
  readonly weights: {
    readonly dtype: 'float16';
    /** Name of the external data that the graph refers to. */
    readonly expand: string;
  };
  readonly state: {
    /** [layers, heads, headDim, d_dot] */
    readonly weights: readonly number[];
    /** [layers, 3, channels] */
    readonly conv: readonly number[];
  };
  readonly tokens: {
    readonly newline: number;
    readonly file: number;
    readonly suffix: number;
    readonly middle: number;
    readonly end: number;
  };
  /** Logits of the exact model for a self test; without it there is none. */
  readonly check?: {
    readonly tokens: readonly number[];
    readonly ids: readonly number[];
    /** Of those ids, after the last token. */
    readonly logits: readonly number[];
  };
  /** p(exactly right) = sigmoid(slope * logit(exp(sum of log probabilities)) + intercept). */
  readonly confidence: {
    readonly slope: number;
    readonly intercept: number;
    /** A suggestion less likely than this is not shown. */
    readonly threshold: number;
  };
  /** What the model gains from. */
  readonly context: {
    /** Most tokens of other files that are read before the current one; left out where reading them does not help. */
    readonly tokens: number;
  };
  /** How copies are mixed in; without it nothing is copied. */
  readonly pointer?: Mixture | undefined;
}

/**
 * Checks the parsed text of model.json. A failure names the field. Fields that only people read (training,
 * evaluation) are not looked at.
 */
export function parseModel(json: unknown): Model | Failure {
  const fields = new Fields(json);
  const file = (name: string): FileSpec => ({
    path: fields.text(`files.${name}.path`, /^[\w.-]+$/, t('a file name')),
    bytes: fields.count(`files.${name}.bytes`),
    sha256: fields.text(`files.${name}.sha256`, /^[0-9a-f]{64}$/, t('64 hexadecimal digits')),
  });
  const config: Model['config'] = {
    vocab: fields.count('config.vocab'),
    dim: fields.count('config.dim'),
    layers: fields.count('config.layers'),
    heads: fields.count('config.heads'),
    headDim: fields.count('config.headDim'),
    nu: fields.count('config.nu'),
    chunk: fields.count('config.chunk'),
    ffn: fields.count('config.ffn'),
    betaMax: fields.number('config.betaMax'),
  };
  const token = (name: string): number => fields.index(`tokens.${name}`, config.vocab);
  const count = featureNames.length;
  const model: Model = {
    format: fields.constant('format', 1),
    id: fields.text('id', /^[0-9a-f]{16}$/, t('16 hexadecimal digits')),
    name: fields.text('name', /\S/, t('a name')),
    config,
    files: { graph: file('graph'), weights: file('weights'), tokenizer: file('tokenizer'), pieces: file('pieces') },
    weights: {
      dtype: fields.constant('weights.dtype', 'float16'),
      expand: fields.text('weights.expand', /\S/, t('a name')),
    },
    state: {
      weights: fields.shape('state.weights', [config.layers, config.heads, config.headDim, dDot(config)]),
      conv: fields.shape('state.conv', [config.layers, 3, undefined]),
    },
    tokens: {
      newline: token('newline'),
      file: token('file'),
      suffix: token('suffix'),
      middle: token('middle'),
      end: token('end'),
    },
    ...(fields.has('check') && { check: recorded(fields, config) }),
    confidence: {
      slope: fields.number('confidence.slope'),
      intercept: fields.number('confidence.intercept'),
      threshold: fields.number('confidence.threshold'),
    },
    context: { tokens: fields.optional('context.tokens') },
    pointer: fields.has('pointer')
      ? {
          spread: fields.number('pointer.spread'),
          weights: fields.list('pointer.weights', Number.isFinite, t`a list of ${count} numbers`, count),
        }
      : undefined,
  };
  return fields.failure ?? model;
}

function recorded(fields: Fields, { vocab, chunk }: ModelConfig): Model['check'] {
  const ids = fields.list('check.ids', (id) => Number.isSafeInteger(id) && id >= 0 && id < vocab, t('token ids'));
  const tokens = fields.list('check.tokens', (id) => Number.isSafeInteger(id) && id >= 0 && id < vocab, t('token ids'));
  const logits = fields.list('check.logits', Number.isFinite, t('numbers'));
  fields.expect('check.tokens', tokens.length > 1 && tokens.length <= chunk, t`2 to ${chunk} tokens`);
  fields.expect('check.logits', logits.length === ids.length, t('one number for each of check.ids'));
  return { tokens, ids, logits };
}

/** Dimension of a DPFP feature, and so of a row of W. */
export function dDot(config: ModelConfig): number {
  return 2 * config.headDim * config.nu;
}
