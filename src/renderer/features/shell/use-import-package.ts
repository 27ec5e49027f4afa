import { useCallback } from 'react';
import type { Product } from '#shared/contract/products.ts';
import { api } from '../../client/api.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { useNotices } from '../../components/use-notices.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';

/** Lets a person choose a product package and sends it to the station; `then` hears which product it was. */
export function useImportPackage(then?: (product: Product) => void): () => void {
  const { t } = useText();
  const { act } = useActs();
  const notices = useNotices();
  return useCallback(() => {
    act({
      right: 'engineer',
      run: async () => {
        const file = await chooseFile('.passline');
        if (file === null) return;
        const over = notices.busy(t('bar.importing', { name: file.name }));
        const product = await api.products
          .import({ package: file, comment: t('bar.importComment', { name: file.name }) })
          .finally(over);
        await queryClient.invalidateQueries({ queryKey: queryKeys.products });
        notices.done(t('bar.imported', { name: product.name }));
        then?.(product);
      },
    });
  }, [t, act, notices, then]);
}

/** The file that a person chose, or null when they thought better of it. */
function chooseFile(accept: string): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null), { once: true });
    input.addEventListener('cancel', () => resolve(null), { once: true });
    input.click();
  });
}
