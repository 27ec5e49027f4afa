import { createContext, useContext } from 'react';
import type { Right } from '#shared/contract/rights.ts';

/** Something a person wants to do, and the right that it needs. */
export interface Act {
  readonly right: Right;
  readonly run: () => unknown;
}

export interface Acts {
  /**
   * Does it if this person may; else asks them to sign in (or, on a fresh station, to create the administrator) and does it
   * after that. A failure is shown; nothing is thrown.
   */
  readonly act: (act: Act) => void;
  /** Opens the sign-in dialog without an act. */
  readonly signIn: () => void;
}

export const ActContext = createContext<Acts | null>(null);

export function useActs(): Acts {
  const acts = useContext(ActContext);
  if (acts === null) throw new Error('useActs needs an ActProvider');
  return acts;
}
