import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { apiPrefix, contract } from '#shared/contract/index.ts';
import { rawRoutes } from '#shared/contract/parts.ts';

const rawDocuments: Readonly<Record<keyof typeof rawRoutes, { readonly summary: string; readonly types: readonly string[] }>> = {
  frame: { summary: 'A live picture; 404 once it has left memory', types: ['image/jpeg'] },
  picture: { summary: 'The full picture of a part; `size=thumb` for lists', types: ['image/jpeg', 'image/png'] },
  map: { summary: 'Anomaly map, 8-bit grey: 128 is the threshold', types: ['image/png'] },
  overlay: { summary: 'Picture with map and outlines', types: ['image/jpeg'] },
  csv: { summary: 'Every part that the filter matches; the filter is that of GET /parts', types: ['text/csv'] },
  openapi: { summary: 'This document', types: ['application/json'] },
};

/** The OpenAPI 3.1 document of every address, written from the contract: it cannot say anything else than what is served. */
export async function openApiDocument(version: string): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: { title: 'Passline station', version, description: 'Send the token of the printed URL as a bearer key.' },
    servers: [{ url: apiPrefix }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  });
  return { ...document, paths: { ...document.paths, ...rawPaths() } };
}

function rawPaths(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(rawRoutes).map(([name, { path }]) => {
      const { summary, types } = rawDocuments[name as keyof typeof rawRoutes];
      const content = Object.fromEntries(types.map((type) => [type, {}]));
      return [
        path,
        {
          get: {
            operationId: `raw.${name}`,
            summary,
            parameters: parametersOf(path),
            responses: { 200: { description: 'OK', content } },
          },
        },
      ];
    }),
  );
}

function parametersOf(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}
