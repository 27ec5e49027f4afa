import type { OpenAPI } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { errorCodes } from '#shared/contract/errors.ts';
import { apiPrefix, contract } from '#shared/contract/index.ts';
import { rawRoutes } from '#shared/contract/parts.ts';

interface RawDocument {
  readonly summary: string;
  readonly types: readonly string[];
  readonly query?: OpenAPI.ParameterObject[];
}

const thumb: OpenAPI.ParameterObject = { name: 'size', in: 'query', schema: { type: 'string', enum: ['thumb'] } };

const rawDocuments: Readonly<Record<keyof typeof rawRoutes, RawDocument>> = {
  frame: { summary: 'A live picture; 404 once it has left memory', types: ['image/jpeg'] },
  picture: { summary: 'The full picture of a part; a small one for lists', types: ['image/jpeg', 'image/png'], query: [thumb] },
  map: { summary: 'Anomaly map, 8-bit grey: 128 is the threshold', types: ['image/png'] },
  overlay: { summary: 'Picture with map and outlines', types: ['image/jpeg'] },
  modelPicture: {
    summary: 'A good picture that a model carries, at the size of its network input, or the reference that it compares with (0)',
    types: ['image/jpeg', 'image/png'],
  },
  csv: { summary: 'Every part that the filter matches; the filter is that of GET /parts', types: ['text/csv'] },
  reportPdf: { summary: 'A finished report as PDF', types: ['application/pdf'] },
  reportCsv: { summary: 'Its figures, one a line', types: ['text/csv'] },
  reportPartsCsv: { summary: 'Its parts, one a line', types: ['text/csv'] },
  productPicture: { summary: 'A good part of the product', types: ['image/png', 'image/jpeg', 'image/webp'] },
  productPackage: {
    summary: 'The product as a .passline package: recipe, model, golden samples',
    types: ['application/octet-stream'],
    query: [{ name: 'version', in: 'query', schema: { type: 'integer', minimum: 1 }, description: 'Default: the newest.' }],
  },
  teachPicture: {
    summary: 'A picture of a draft as it came; a small one for lists; one that browsers show, of a TIFF',
    types: ['image/jpeg', 'image/png', 'image/*'],
    query: [{ name: 'size', in: 'query', schema: { type: 'string', enum: ['thumb', 'view'] } }],
  },
  tryPicture: { summary: 'What a taught model was tried on; 404 once it has left memory', types: ['image/jpeg'] },
  tryMap: { summary: 'Its anomaly map, 8-bit grey: 128 is the threshold', types: ['image/png'] },
  auditCsv: { summary: 'Every entry of the audit trail that the filter matches', types: ['text/csv'] },
  openapi: { summary: 'This document', types: ['application/json'] },
};

const errorSchema: OpenAPI.SchemaObject = {
  type: 'object',
  required: ['defined', 'code', 'status', 'message', 'data'],
  properties: {
    defined: { type: 'boolean' },
    code: { type: 'string', enum: Object.keys(errorCodes), description: 'Stable: decide by it.' },
    status: { type: 'integer' },
    message: { type: 'string', description: 'A sentence for people.' },
    data: {
      type: 'object',
      properties: {
        issues: {
          type: 'array',
          description: 'Which field of the request is wrong, and why.',
          items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
        },
        reference: { type: 'string', description: 'Under this number the station has logged what went wrong inside.' },
        retryAfterS: { type: 'number', description: 'Seconds; also the Retry-After header.' },
      },
    },
  },
};

/** The OpenAPI 3.1 document of every address, written from the contract: it cannot say anything else than what is served. */
export async function openApiDocument(version: string): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: { title: 'Passline station', version, description: 'Send the token of the printed URL as a bearer key.' },
    servers: [{ url: apiPrefix }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } }, schemas: { Error: errorSchema } },
    customErrorResponseBodySchema: () => ({ $ref: '#/components/schemas/Error' }),
  });
  const paths = document.paths ?? {};
  for (const item of Object.values(paths)) onlyForms(item?.post);
  const filterOf = (path: string): OpenAPI.OperationObject['parameters'] =>
    (paths[path]?.get?.parameters ?? []).filter((each) => !('name' in each) || !['cursor', 'limit'].includes(each.name));
  return { ...document, paths: { ...paths, ...rawPaths({ csv: filterOf('/parts'), auditCsv: filterOf('/audit') }) } };
}

/** A call with a file takes it as a form only; the generator offers JSON beside it. */
function onlyForms(operation: OpenAPI.OperationObject | undefined): void {
  const body = operation?.requestBody;
  if (body && 'content' in body && body.content['multipart/form-data']) delete body.content['application/json'];
}

function rawPaths(
  filters: Readonly<Record<string, OpenAPI.OperationObject['parameters']>>,
): Record<string, OpenAPI.PathItemObject> {
  return Object.fromEntries(
    Object.entries(rawRoutes).map(([name, { path }]) => {
      const { summary, types, query = [] } = rawDocuments[name as keyof typeof rawRoutes];
      const content = Object.fromEntries(types.map((type) => [type, {}]));
      const parameters = [...parametersOf(path), ...query, ...(filters[name] ?? [])];
      return [
        path,
        { get: { operationId: `raw.${name}`, summary, parameters, responses: { 200: { description: 'OK', content } } } },
      ];
    }),
  );
}

function parametersOf(path: string): OpenAPI.ParameterObject[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}
