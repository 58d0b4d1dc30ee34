import type { Choice, Distribution } from '../choice.ts';
import { copiedShare, type Evidence, type Mixture } from './mixture.ts';
import type { Copies } from './pointer.ts';

/** The model's opinion and what was copied, as one: (1 - w) p_model + w p_copied. */
export function mix(model: Distribution, copies: Copies, healing: boolean, mixture: Mixture): Distribution {
  const share = copiedShare(evidence(model, copies, healing), mixture);
  const logprob = (token: number): number =>
    Math.log((1 - share) * Math.exp(model.logprob(token)) + share * (copies.shares.get(token) ?? 0));
  let best: Choice = { token: model.best.token, logprob: logprob(model.best.token) };
  for (const token of copies.shares.keys()) {
    const own = logprob(token);
    if (own > best.logprob) best = { token, logprob: own };
  }
  const copied = share * (copies.shares.get(best.token) ?? 0);
  const most = copied > Math.exp(best.logprob) / 2;
  return { best: { ...best, weight: share, ...(most && { copied: copies.places.get(best.token) }) }, logprob };
}

/** What decides the share of what is copied. */
export function evidence(model: Distribution, { length, shares }: Copies, healing: boolean): Evidence {
  let likeliest = -1;
  let agreement = 0;
  for (const [token, share] of shares) if (share > agreement) [likeliest, agreement] = [token, share];
  return { length, agreement, model: model.logprob(likeliest), best: model.best.logprob, healing };
}
