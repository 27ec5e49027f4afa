import { z } from 'zod';

/** How pictures are compared: kept in the model, so that a later Passline judges an old model as it was taught. */
export const comparisonSchema = z.strictObject({
  /** Both pictures are smoothed by this sigma: sensor noise and JPEG blocks are no differences. */
  blurPx: z.number().min(0.5).max(5),
  /** Edges may lie apart by so many pixels. */
  tolerancePx: z.number().int().min(1).max(10),
  /** What is left out at the border beside what the tolerance needs, as a share of the longer side. */
  marginShare: z.number().min(0).max(0.1),
  /** First difference: this share of the greys around (edges), of the contrast (flat places), … */
  edgeShare: z.number().min(0.05).max(1),
  flatShare: z.number().min(0.01).max(1),
  edgeReachPx: z.number().int().min(1).max(20),
  /** … so many deviations of the noise, and so many greys. */
  noises: z.number().min(1).max(50),
  leastGreys: z.number().min(1).max(255),
  /** How far a part may be turned: one that lies more crookedly was not placed or printed as it should be. */
  mostTurnDeg: z.number().min(0).max(10),
  /** How much of the reference has to be in the picture, and how well the two have to agree, to be compared at all. */
  leastCover: z.number().min(0.1).max(1),
  leastCorrelation: z.number().min(0).max(1),
});
export type ComparisonParameters = z.infer<typeof comparisonSchema>;

/** Pixels are those of the compared size: 500 to 1300 a side, as boards and labels are usually photographed. */
export const defaultComparison: ComparisonParameters = {
  blurPx: 1,
  tolerancePx: 2,
  marginShare: 0.01,
  edgeShare: 0.4,
  flatShare: 0.15,
  edgeReachPx: 4,
  noises: 6,
  leastGreys: 16,
  mostTurnDeg: 4,
  leastCover: 0.85,
  leastCorrelation: 0.4,
};
