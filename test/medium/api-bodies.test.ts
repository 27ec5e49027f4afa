import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, signedIn, startStation, type TestStation } from './station-fixture.ts';

const megabyte = 1024 * 1024;

/** A body that is sent while it is made: nothing announces its length. */
function chunked(chunks: Iterable<Uint8Array<ArrayBuffer>>): RequestInit {
  return { body: Readable.toWeb(Readable.from(chunks)) as ReadableStream<Uint8Array>, duplex: 'half' } as RequestInit;
}

function* multipart(field: string, pieces: number): Generator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  yield encoder.encode(`--b\r\nContent-Disposition: form-data; name="${field}"; filename="x.jpg"\r\n\r\n`);
  for (let n = 0; n < pieces; n += 1) yield new Uint8Array(megabyte);
  yield encoder.encode('\r\n--b--\r\n');
}
const multipartType = { 'content-type': 'multipart/form-data; boundary=b' };

describe('what is sent to a station', () => {
  let station: TestStation;
  let engineer: Browser;
  beforeAll(async () => {
    station = await startStation();
    engineer = await signedIn(station, 'engineer');
  });
  afterAll(() => station.remove());

  const post = (path: string, init: RequestInit) => station.asKey(path, { method: 'POST', ...init });
  const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

  it('is refused when it is too large, by what it announces', async () => {
    const form = new FormData();
    form.append('photo', new File([new Uint8Array(65 * megabyte)], 'large.jpg'));
    const answer = await post('/api/v1/inspections', { body: form });
    expect([answer.status, await codeOf(answer)]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('is refused when it is too large, whatever it announces', async () => {
    const answer = await post('/api/v1/inspections', { headers: multipartType, ...chunked(multipart('photo', 66)) });
    expect([answer.status, await codeOf(answer)]).toEqual([413, 'BODY_TOO_LARGE']);
    const json = { headers: { 'content-type': 'application/json' }, ...chunked([new Uint8Array(300 * 1024).fill(32)]) };
    expect((await post('/api/v1/line/lot', json)).status).toBe(413);
  });

  it('is not received at all from someone who may not send it', async () => {
    const { port } = new URL(station.origin);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST /api/v1/products/import HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${station.key}\r\n` +
            `Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${500 * megabyte}\r\n\r\n--b\r\n`,
        );
      });
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 403 /);
  });

  it('is refused with the reason when it is not a form, cut off, or has no picture', async () => {
    const cut = '--b\r\nContent-Disposition: form-data; name="photo"; filename="x.jpg"\r\n\r\nabc';
    const other = new FormData();
    other.append('serial', 'S1');
    const answers = [
      await post('/api/v1/inspections', { body: '{}', headers: { 'content-type': 'application/json' } }),
      await post('/api/v1/inspections', { body: cut, headers: multipartType }),
      await post('/api/v1/inspections', { body: 'no form', headers: { 'content-type': 'multipart/form-data' } }),
      await post('/api/v1/inspections', { body: other }),
    ];
    expect(await Promise.all(answers.map(codeOf))).toEqual(['BAD_REQUEST', 'BAD_REQUEST', 'BAD_REQUEST', 'NO_PICTURE']);
  });

  it('may not have more fields than any call needs, nor long ones', async () => {
    const many = new FormData();
    for (let n = 0; n < 100; n += 1) many.append(`f${n}`, 'x');
    many.append('photo', new File([new Uint8Array(10)], 'x.jpg'));
    expect((await post('/api/v1/inspections', { body: many })).status).toBe(400);
    const long = new FormData();
    long.append('serial', 'x'.repeat(5000));
    long.append('photo', new File([new Uint8Array(10)], 'x.jpg'));
    expect((await post('/api/v1/inspections', { body: long })).status).toBe(400);
  });

  it('names the field that is wrong', async () => {
    const answer = await engineer.json('/api/v1/line/source', 'POST', { source: { kind: 'simulated', defectRate: 7 } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'BAD_REQUEST', data: { issues: [{ path: 'source.defectRate' }] } });
    expect((await station.asKey('/api/v1/parts.csv?verdict=perhaps')).status).toBe(400);
  });

  it('changes nothing when it is a damaged package', async () => {
    const form = new FormData();
    form.append('package', new File([new Uint8Array(5000)], 'x.passline'));
    const answer = await engineer.fetch('/api/v1/products/import', { method: 'POST', body: form });
    expect([answer.status, await codeOf(answer)]).toEqual([422, 'PACKAGE_INVALID']);
    expect(await (await station.asKey('/api/v1/products')).json()).toEqual([]);
    expect(readdirSync(join(station.data, 'models'))).toEqual([]);
  });

  it('is judged by no product when there is none', async () => {
    const form = new FormData();
    form.append('photo', new File([new Uint8Array(100)], 'x.jpg'));
    const answer = await post('/api/v1/inspections', { body: form });
    expect([answer.status, await codeOf(answer)]).toEqual([409, 'NO_PRODUCT']);
  });

  it('leaves no file behind, accepted or refused', () => {
    expect(readdirSync(join(station.data, 'uploads'))).toEqual([]);
  });

  it('never learns what went wrong inside, only under which number it is logged', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    const broken = await startStation({ log: () => log });
    try {
      // a folder where a file should be: the upload cannot be written
      rmSync(join(broken.data, 'uploads'), { recursive: true });
      writeFileSync(join(broken.data, 'uploads'), '');
      const form = new FormData();
      form.append('photo', new File([new Uint8Array(100)], 'x.jpg'));
      const answer = await broken.asKey('/api/v1/inspections', { method: 'POST', body: form });
      const text = await answer.text();
      expect(answer.status).toBe(500);
      expect(text).not.toMatch(/uploads|ENOTDIR|at /);
      const { reference } = (JSON.parse(text) as { data: { reference: string } }).data;
      expect(lines.find((line) => line.includes(reference))).toContain('ENOTDIR');
    } finally {
      await broken.remove();
    }
  });
});
