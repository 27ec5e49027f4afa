import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { apiPrefix, contract } from '#shared/contract/index.ts';

/** Every call of the contract, typed. Addresses are those of the page's own origin: a browser or the window alike. */
export const api: JsonifiedClient<ContractRouterClient<typeof contract>> = createORPCClient(
  new OpenAPILink(contract, { url: () => new URL(apiPrefix, window.location.href) }),
);
