import { describe, expect, it } from 'vitest';
import { openApiDocument } from './openapi.ts';
import { apiRoutes } from './routes.ts';

describe('the OpenAPI document', () => {
  it('describes every address that is served, and no other', async () => {
    const { paths = {} } = await openApiDocument('1.2.3');
    const described = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(
      apiRoutes()
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    );
  });
  it('asks for a form where a file is sent, and says what an error looks like', async () => {
    const { paths, components, info } = await openApiDocument('1.2.3');
    const { requestBody, responses } = paths?.['/inspections']?.post ?? {};
    expect(Object.keys((requestBody as { content: object }).content)).toEqual(['multipart/form-data']);
    expect(responses?.['413']).toMatchObject({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    });
    expect(components?.schemas).toHaveProperty('Error');
    expect(info.version).toBe('1.2.3');
  });
});
