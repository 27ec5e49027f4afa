import { useQuery } from '@tanstack/react-query';
import type { Product } from '#shared/contract/products.ts';
import { api } from '../../client/api.ts';
import { queryKeys } from '../../client/query-client.ts';

/** Every product there ever was, retired ones too: records, reports and versions of them stay. */
export function useAllProducts() {
  return useQuery({ queryKey: queryKeys.allProducts, queryFn: () => api.products.list({ retired: 'with' }) });
}

export function useVersions(productId: string | null) {
  return useQuery({
    queryKey: queryKeys.productVersions(productId ?? ''),
    queryFn: () => api.products.versions({ id: productId ?? '' }),
    enabled: productId !== null,
  });
}

export function useProductDetail({ id, version }: Pick<Product, 'id' | 'version'>) {
  return useQuery({ queryKey: queryKeys.product(id, version), queryFn: () => api.products.get({ id, version }) });
}
