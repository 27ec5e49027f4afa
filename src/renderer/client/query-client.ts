import { QueryClient } from '@tanstack/react-query';
import { failureOf } from './failure.ts';

/** Reads of the page. A refusal is an answer and is not asked again; an unreachable station is. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (count, error) => failureOf(error).code === 'UNREACHABLE' && count < 3,
      retryDelay: 500,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

export const queryKeys = {
  session: ['session'] as const,
  names: ['session', 'names'] as const,
  users: ['users'] as const,
  settings: ['settings'] as const,
  audit: ['audit'] as const,
  auditChoices: ['audit', 'choices'] as const,
  storage: ['storage'] as const,
  backups: ['backups'] as const,
  products: ['products'] as const,
  /** Below `products`, so that one change of them makes all of it old. Retired ones too. */
  allProducts: ['products', 'all'] as const,
  product: (id: string, version: number) => ['products', id, version] as const,
  productVersions: (id: string) => ['products', id, 'versions'] as const,
  part: (id: string) => ['part', id] as const,
  records: ['records'] as const,
  reports: ['reports'] as const,
  /** Beside `reports`: a finished report never changes, the list does. */
  report: (id: string) => ['report', id] as const,
  review: ['review'] as const,
  /** All drafts of teaching, and each of them behind it. */
  drafts: ['teach'] as const,
  draft: (id: string) => ['teach', id] as const,
  backbones: ['backbones'] as const,
  /** Beside `review`: a queue that somebody works through is not read anew under their hands. */
  reviewQueue: ['reviewQueue'] as const,
};
