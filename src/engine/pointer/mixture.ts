/** How much what was copied counts beside what the model says. */

/** What fits on held-out files, kept in `model.json`. */
export interface Mixture {
  /** A match that is one token longer counts so many times as much. */
  readonly spread: number;
  /** Of `features`, in their order. */
  readonly weights: readonly number[];
}

/** What is known of the next token without knowing it. */
export interface Evidence {
  /** Of the longest match, in tokens; 0 where only a word typed half was found. */
  readonly length: number;
  /** Share of the likeliest copied token among all that are copied: how far the matches agree. */
  readonly agreement: number;
  /** Nats that the model gives that token. */
  readonly model: number;
  /** Nats of the model's own first choice. */
  readonly best: number;
  /** The word before the cursor is being decoded again. */
  readonly healing: boolean;
}

export const featureNames = ['one', 'length', 'agreement', 'model', 'best', 'healing', 'bare'] as const;

/** [one for the intercept, log of the length, agreement, ...], each of the size of 1. */
export function features({ length, agreement, model, best, healing }: Evidence): number[] {
  return [
    1,
    Math.log(1 + length),
    agreement,
    Math.max(model, lowest) / 3,
    best,
    healing ? 1 : 0,
    healing && length === 0 ? 1 : 0,
  ];
}

/** Nats: less says nothing more. */
const lowest = -12;

/** The share of what is copied in the mixture. */
export function copiedShare(evidence: Evidence, { weights }: Mixture): number {
  const z = features(evidence).reduce((sum, feature, i) => sum + feature * weights[i]!, 0);
  return 1 / (1 + Math.exp(-z));
}
