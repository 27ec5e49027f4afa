import { useQuery } from '@tanstack/react-query';
import type { Product } from '#shared/contract/products.ts';
import type { ProductPace } from '#shared/domain/disk-forecast.ts';
import { api } from '../../client/api.ts';
import { queryKeys } from '../../client/query-client.ts';
import { useMay } from '../session/use-session.ts';

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

/** What its pictures take, as the station measured it; only engineers are told. Undefined while it is not known. */
export function useProductPace({ id }: Pick<Product, 'id'>): ProductPace | null | undefined {
  const enabled = useMay('engineer');
  const storage = useQuery({ queryKey: queryKeys.storage, queryFn: () => api.storage.get({}), enabled, staleTime: 60_000 });
  return storage.data?.products.find((product) => product.id === id)?.pace;
}

export function useProductDetail({ id, version }: Pick<Product, 'id' | 'version'>) {
  return useQuery({ queryKey: queryKeys.product(id, version), queryFn: () => api.products.get({ id, version }) });
}
