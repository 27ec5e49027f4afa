import { useQuery } from '@tanstack/react-query';
import type { Region } from '#shared/domain/region.ts';
import { api } from './api.ts';
import { queryClient } from './query-client.ts';

/** A recipe version: it never changes, so what is read of it is kept. */
export interface RecipeVersion {
  readonly productId: string | null;
  readonly recipeVersion: number | null;
}

const none: readonly Region[] = [];

const query = ({ productId, recipeVersion }: RecipeVersion) => ({
  queryKey: ['regions', productId, recipeVersion] as const,
  queryFn: async (): Promise<readonly Region[]> => {
    if (productId === null || recipeVersion === null) return none;
    const { recipe } = await api.products.get({ id: productId, version: recipeVersion });
    return recipe.views[0]?.tools.flatMap((tool) => ('regions' in tool ? (tool.regions ?? []) : [])) ?? none;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** The regions of the recipe by which a part was judged; none where it has none or cannot be read: a picture is shown anyhow. */
export function readRegions(version: RecipeVersion): Promise<readonly Region[]> {
  return queryClient.fetchQuery(query(version)).catch(() => none);
}

export function useRegions(version: RecipeVersion): readonly Region[] {
  return useQuery(query(version)).data ?? none;
}
