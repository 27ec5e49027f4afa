import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AttachedPicture, type NewPart, uuidv7 } from '#main/records/index.ts';
import type { PictureKind, ToolResult } from '#shared/domain/inspection.ts';
import type { Recipe } from '#shared/domain/recipe.ts';

export function toolResult(over: Partial<ToolResult> = {}): ToolResult {
  return {
    toolId: 'surface',
    kind: 'anomaly',
    modelSha256: 'a'.repeat(64),
    score: 0.31,
    threshold: 0.5,
    reviewThreshold: 0.45,
    verdict: 'pass',
    reason: 'OK',
    defects: [],
    ...over,
  };
}

export function newPart(over: Partial<NewPart> = {}): NewPart {
  return {
    id: uuidv7(),
    mode: 'production',
    verdict: 'pass',
    reason: 'OK',
    detail: null,
    productId: 'bracket',
    productName: 'Bracket',
    recipeVersion: 1,
    lot: 'L-100',
    supplierLot: null,
    serial: null,
    operator: 'Ann',
    source: 'camera 1',
    capturedAtUtc: '2026-03-01T08:00:00.000Z',
    judgedAtUtc: '2026-03-01T08:00:00.120Z',
    monoNs: 1_000_000_000n,
    width: 1280,
    height: 960,
    frameSeq: 7,
    engineFingerprint: 'onnxruntime 1.30',
    latency: { judge: 18.25, total: 31.5 },
    tools: [toolResult()],
    pictures: [],
    ...over,
  };
}

export function reject(over: Partial<NewPart> = {}): NewPart {
  const defects = [{ x: 10, y: 20, width: 30, height: 40, score: 0.82, area_px: 611.5 }];
  return newPart({
    verdict: 'fail',
    reason: 'ANOMALY',
    tools: [toolResult({ score: 0.82, verdict: 'fail', reason: 'ANOMALY', defects })],
    ...over,
  });
}

export function recipe(over: Partial<Recipe> = {}): Recipe {
  return {
    schema: 1,
    productId: 'bracket',
    number: 1,
    name: 'Bracket',
    views: [
      {
        id: 'top',
        tools: [
          {
            id: 'surface',
            kind: 'anomaly',
            modelSha256: 'a'.repeat(64),
            threshold: 0.5,
            reviewThreshold: null,
            minDefectAreaPx: 0,
          },
        ],
      },
    ],
    trigger: { mode: 'free', periodMs: 100 },
    limits: { frameAgeMs: 1_000, frameTimeoutMs: 2_000, judgeTimeoutMs: 2_000 },
    pictures: { passes: 'jpeg', jpegQuality: 85, crops: true, retentionDays: 30 },
    ...over,
  };
}

/** Writes a picture as the engine does (it may be any bytes: the records only hash) and answers with what it would report. */
export function writePicture(
  dataFolder: string,
  part: NewPart,
  kind: PictureKind,
  content: string | Buffer = `${kind} of ${part.id}`,
): AttachedPicture {
  const path = `${part.judgedAtUtc.slice(0, 10).replaceAll('-', '/')}/${part.id}-${kind}.png`;
  const file = join(dataFolder, 'pictures', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return {
    kind,
    path,
    mime: 'image/png',
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: Buffer.byteLength(content),
  };
}
