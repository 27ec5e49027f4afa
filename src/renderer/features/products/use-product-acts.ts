import { useMemo } from 'react';
import type { Product } from '#shared/contract/products.ts';
import type { RecipeEdit } from '#shared/domain/recipe-edit.ts';
import { packageAddress } from '../../client/addresses.ts';
import { api } from '../../client/api.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { useNotices } from '../../components/use-notices.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';

export interface ProductActs {
  readonly select: (product: Product) => void;
  readonly save: (product: Product, edit: { change: RecipeEdit; comment: string }, then: () => void) => void;
  readonly restore: (product: Product, from: { version: number; comment: string }) => void;
  readonly duplicate: (product: Product, copy: { name: string; comment: string }, then: (copy: Product) => void) => void;
  readonly retire: (product: Product, comment: string) => void;
  readonly bringBack: (product: Product) => void;
  readonly download: (product: Product, version: number) => void;
}

/** What an engineer does with products. Each asks for the right, does it, shows what came of it, and reads the lists again. */
export function useProductActs(): ProductActs {
  const { t } = useText();
  const { act } = useActs();
  const notices = useNotices();
  return useMemo(() => {
    const change = (run: () => Promise<Product>, done: (product: Product) => string, then?: (product: Product) => void): void =>
      act({
        right: 'engineer',
        run: async () => {
          try {
            const product = await run();
            notices.done(done(product));
            then?.(product);
          } finally {
            // also when it was refused: somebody else may have been first
            await queryClient.invalidateQueries({ queryKey: queryKeys.products });
          }
        },
      });
    const saved = ({ name, version }: Product): string => t('products.saved', { name, version });
    return {
      select: ({ id }) =>
        change(
          () => api.products.select({ id }),
          ({ name }) => t('bar.changedOver', { name }),
        ),
      save: ({ id, version }, edit, then) => change(() => api.products.save({ id, basedOn: version, ...edit }), saved, then),
      restore: ({ id }, from) => change(() => api.products.restore({ id, ...from }), saved),
      duplicate: ({ id }, copy, then) =>
        change(
          () => api.products.duplicate({ id, ...copy }),
          ({ name, number }) => t('products.duplicated', { name, number }),
          then,
        ),
      retire: ({ id }, comment) =>
        change(
          () => api.products.retire({ id, comment }),
          ({ name }) => t('products.retiredDone', { name }),
        ),
      bringBack: ({ id }) =>
        change(
          () => api.products.bringBack({ id }),
          ({ name }) => t('products.broughtBack', { name }),
        ),
      download: ({ id }, version) =>
        act({
          right: 'engineer',
          run: () => {
            const link = document.createElement('a');
            link.href = packageAddress(id, version);
            link.download = '';
            link.click();
          },
        }),
    };
  }, [t, act, notices]);
}
