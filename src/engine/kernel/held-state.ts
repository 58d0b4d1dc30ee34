import type { State } from '../backend.ts';

/** A state whose numbers lie in the kernel's memory until somebody looks at them, or the kernel goes on. */
export interface HeldState {
  readonly state: State;
  /** The memory will be written to: the numbers are copied out, if nobody has done so. */
  copy(): void;
  /** The memory will be written to, and nobody asks for the numbers: they are lost, if nobody has copied them. */
  lose(): void;
}

/** @param copyOut a copy that is nobody else's; called once at most */
export function holdState(copyOut: () => Required<Omit<State, 'fetch'>>): HeldState {
  let values: State | undefined;
  let lost = false;
  const look = (): State => {
    if (values === undefined && lost)
      throw new TypeError('The state is lost: who went on from it had no more use for it.');
    return (values ??= copyOut());
  };
  // Accessors of its own, so that it is spread and compared as any state is.
  const state = {
    get weights() {
      return look().weights;
    },
    get conv() {
      return look().conv;
    },
  };
  return { state, copy: look, lose: () => (lost = true) };
}
