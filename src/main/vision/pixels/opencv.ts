import { createRequire } from 'node:module';
import type * as opencv from '@techstark/opencv-js';
import type { Affine, PixelOperations, Plane, TemplatePlace } from './operations.ts';

type OpenCv = typeof opencv;
type Mat = InstanceType<OpenCv['Mat']>;

export const pixelLibrary = 'opencv-js 4.12.0-release.1';

const require = createRequire(import.meta.url);
let opened: Promise<PixelOperations> | null = null;

/**
 * OpenCV as WebAssembly. Its 11 MB are read and compiled at the first call (0.3 s), not when an engine starts: most
 * products never need it.
 */
export function openPixelOperations(): Promise<PixelOperations> {
  opened ??= load();
  return opened;
}

async function load(): Promise<PixelOperations> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = new Set(events.flatMap((event) => process.listeners(event as 'uncaughtException')));
  // Not `import()`: the module has a method `then` of its own that gives the module, and awaiting it would never end.
  const cv = require('@techstark/opencv-js') as OpenCv & { onRuntimeInitialized?: () => void };
  Reflect.deleteProperty(cv, 'then');
  await new Promise<void>((resolve) => {
    // Not there until its memory is set up.
    if ((cv.Mat as OpenCv['Mat'] | undefined) !== undefined) resolve();
    else cv.onRuntimeInitialized = () => resolve();
  });
  // It would take the errors of the whole process for its own.
  for (const event of events) {
    for (const listener of process.listeners(event as 'uncaughtException'))
      if (!before.has(listener)) process.removeListener(event, listener);
  }
  return operationsOf(cv);
}

function operationsOf(cv: OpenCv): PixelOperations {
  /** Lends memory outside of JavaScript's for one call and gives all of it back, whatever happens. */
  const within = <T>(work: (own: <M extends { delete(): void }>(thing: M) => M) => T): T => {
    const things: { delete(): void }[] = [];
    try {
      return work((thing) => {
        things.push(thing);
        return thing;
      });
    } catch (error) {
      // The library throws the address of its exception.
      if (typeof error !== 'number') throw error;
      throw new Error(String((cv.exceptionFromPtr(error) as { msg?: string }).msg ?? 'OpenCV failed'), { cause: error });
    } finally {
      for (const thing of things) thing.delete();
    }
  };
  const matOf = ({ width, height, data }: Plane): Mat => {
    const mat = new cv.Mat(height, width, cv.CV_8UC1);
    mat.data.set(data);
    return mat;
  };
  const floatsOf = (data: Float32Array, { width, height }: { width: number; height: number }): Mat => {
    const mat = new cv.Mat(height, width, cv.CV_32FC1);
    mat.data32F.set(data);
    return mat;
  };
  const planeOf = (mat: Mat): Plane => ({ width: mat.cols, height: mat.rows, data: mat.data.slice() });

  const morphology = (plane: Plane, radius: number, shape: 'disc' | 'square', apply: OpenCv['dilate']): Plane =>
    within((own) => {
      const kernel = own(
        cv.getStructuringElement(
          shape === 'disc' ? cv.MORPH_ELLIPSE : cv.MORPH_RECT,
          new cv.Size(2 * radius + 1, 2 * radius + 1),
        ),
      );
      const out = own(new cv.Mat());
      apply(own(matOf(plane)), out, kernel);
      return planeOf(out);
    });

  return {
    name: pixelLibrary,
    blur: (plane, sigma) =>
      within((own) => {
        // In floats: bytes go through a slower, coarser path.
        const [source, floats, out] = [own(matOf(plane)), own(new cv.Mat()), own(new cv.Mat())];
        source.convertTo(floats, cv.CV_32F);
        const side = 2 * Math.ceil(3 * sigma) + 1;
        cv.GaussianBlur(floats, floats, new cv.Size(side, side), sigma, sigma, cv.BORDER_REFLECT_101);
        floats.convertTo(out, cv.CV_8U);
        return planeOf(out);
      }),
    warp: (plane, map: Affine, { width, height }) =>
      within((own) => {
        const matrix = own(cv.matFromArray(2, 3, cv.CV_64F, [...map]));
        const out = own(new cv.Mat());
        const flags = cv.INTER_LINEAR + cv.WARP_INVERSE_MAP;
        cv.warpAffine(own(matOf(plane)), out, matrix, new cv.Size(width, height), flags, cv.BORDER_REFLECT_101);
        return planeOf(out);
      }),
    remap: (plane, mapX, mapY, size) =>
      within((own) => {
        const out = own(new cv.Mat());
        const [x, y] = [own(floatsOf(mapX, size)), own(floatsOf(mapY, size))];
        cv.remap(own(matOf(plane)), out, x, y, cv.INTER_LINEAR, cv.BORDER_REFLECT_101);
        return planeOf(out);
      }),
    dilate: (plane, radius, shape) => morphology(plane, radius, shape, cv.dilate),
    erode: (plane, radius, shape) => morphology(plane, radius, shape, cv.erode),
    findTemplate: (picture, template): TemplatePlace =>
      within((own) => {
        const out = own(new cv.Mat());
        cv.matchTemplate(own(matOf(picture)), own(matOf(template)), out, cv.TM_CCOEFF_NORMED);
        let best = { x: 0, y: 0, correlation: Number.NEGATIVE_INFINITY };
        // By hand: where nothing varies the correlation is no number.
        for (const [at, correlation] of out.data32F.entries()) {
          if (correlation > best.correlation && correlation <= 1.001)
            best = { x: at % out.cols, y: Math.floor(at / out.cols), correlation };
        }
        return best;
      }),
  };
}
