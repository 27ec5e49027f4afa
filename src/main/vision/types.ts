import type { Defect, Resemblance, SpokenScorer } from '#shared/domain/inspection.ts';
import type { PictureFacts } from '#shared/domain/picture-quality.ts';
import type { Profile } from '#shared/domain/profile.ts';
import type { ReasonCode } from '#shared/domain/reason.ts';
import type { ToolKind } from '#shared/domain/recipe.ts';
import type { Region } from '#shared/domain/region.ts';
import type { BackboneManifest } from '#shared/domain/backbone.ts';
import type { KindEvidence } from './kinds/learn-kinds.ts';
import type { HeadEvidence } from './labelled/head.ts';
import type { TurnEvidence, UprightChoice } from './upright/learn-upright.ts';

/** An 8-bit RGB picture in memory, row-major `[height, width, 3]`, no padding. `data` may stand on a SharedArrayBuffer. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Anomaly map, row-major `[height, width]`, on the scale of the picture score, covering the whole picture. */
export interface AnomalyMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** What a model says of one picture, before any limit is applied to it. */
export interface Measurement {
  /** 0.25: middle of the good pictures; 0.5: the model's automatic threshold; unbounded. */
  readonly score: number;
  readonly map: AnomalyMap;
  /** Regions of the map at or above the given threshold, largest score first; never empty when `score >= threshold`. */
  readonly defects: readonly Defect[];
  /** Which judges lift the score, as shares of all that do; none where the model does not tell or nothing lifts it. */
  readonly scorers: readonly SpokenScorer[];
  /** What looks most like its defects in the good pictures that the model carries; none where it carries none. */
  readonly resemblances: readonly Resemblance[];
  /** What went into the network: kept losslessly, so that the verdict can be repeated. */
  readonly crop: Image;
  /** Milliseconds; `locate`: finding the part, absent where parts are judged as they lie. */
  readonly latencyMs: { readonly locate?: number; readonly prepare: number; readonly infer: number; readonly defects: number };
}

/** What is known of a model: written at teaching, shown to people, never needed to run it. */
export interface ModelCard {
  readonly method: string;
  readonly name: string;
  readonly createdAtUtc: string;
  /** Null where no network takes part. */
  readonly backbone: { readonly name: string; readonly sha256: string; readonly licence: string } | null;
  readonly input: { readonly width: number; readonly height: number };
  readonly teaching: {
    readonly good: number;
    readonly bad: number;
    readonly datasetSha256: string;
    readonly seconds: number;
    readonly patches: number;
  };
  readonly threshold: {
    /** On the score scale; 0.5 for a model as taught. */
    readonly value: number;
    readonly falseRejectRate: number;
    readonly method: string;
    /** Where a second threshold was asked for: from which score a person should look, null where it would not be lower. */
    readonly review?: { readonly value: number | null; readonly rate: number } | undefined;
    /** Cross-validated scores of the good pictures, ascending. */
    readonly goodScores: readonly number[];
    readonly badScores: readonly number[];
  };
  /** SHA-256 of the files of the good pictures that the model carries, by number; models of earlier versions carry none. */
  readonly carried?: readonly string[] | undefined;
  /** Which judges take part, how much each counts, and the evidence for it; models of earlier versions do not tell. */
  readonly scoring?:
    | {
        readonly members: readonly { readonly name: string; readonly weight: number }[];
        /** See `Evidence`. */
        readonly evidence: { readonly positionVariance: number; readonly spread: number };
        /** Whether parts are brought upright, and why. */
        readonly turning?: TurnEvidence | undefined;
        /** From when judges that look closer speak: deviations above the mean of good pictures, and why; see `chooseCloser`. */
        readonly closer?: { readonly unexplained: number; readonly deviations: number } | undefined;
        /** Disturbed copies of good pictures that were taught beside them. */
        readonly copies: number;
        /** What was tried with known bad pictures; absent where none were given. */
        readonly labelled?: HeadEvidence | undefined;
      }
    | undefined;
  /** Whether kinds of defects are named, and how well; absent where no bad picture says its kind. */
  readonly kinds?: KindEvidence | undefined;
  readonly limits: readonly string[];
  readonly notices: readonly string[];
}

/** A loaded model whose self-test was replayed. One call at a time; calls are synchronous inside ONNX Runtime. */
export interface Model {
  readonly kind: ToolKind;
  readonly sha256: string;
  readonly card: ModelCard;
  /** What it judges and what it does not, none: everything. */
  readonly regions: readonly Region[];
  measure(image: Image, options: { readonly threshold: number; readonly minDefectAreaPx: number }): Promise<Measurement>;
  close(): Promise<void>;
}

/** Files of a network that somebody added; neither is trusted. */
export interface OwnBackbone {
  readonly onnx: string;
  readonly manifest: string;
}

/** What is known of a network of somebody's own after it was tried out. */
export interface CheckedBackbone {
  /** With the hash of the file. */
  readonly manifest: BackboneManifest;
  readonly sha256: string;
  readonly opset: number;
  /** Of the part up to its taps, which goes into every model. */
  readonly weightBytes: number;
  /** One run of that part. */
  readonly ms: number;
}

export interface TeachRequest {
  readonly name: string;
  /**
   * Files of good pictures (at least 5) and, if known, of bad ones. These say how many escape and, from two on, teach a head
   * that is kept if it judges bad pictures better that it never saw.
   */
  readonly good: readonly string[];
  readonly bad: readonly string[];
  /** What kind of defect a bad picture shows, by its file, where somebody said so. */
  readonly kinds?: Readonly<Record<string, string>> | undefined;
  /** Share of good parts that the automatic threshold may reject, 0..0.5. */
  readonly falseRejectRate: number;
  /** Share of good parts that a person may be asked to look at, those rejected included; absent: no second threshold. */
  readonly reviewRate?: number | undefined;
  readonly seed: number;
  /** How long the model may look; absent: fast. */
  readonly profile?: Profile | undefined;
  /** A network of somebody's own instead of the default one; the profile then says nothing. */
  readonly backbone?: OwnBackbone | undefined;
  /** What to inspect and what to ignore; absent: the whole picture. 1..16, and they have to leave something. */
  readonly regions?: readonly Region[] | undefined;
  /** Whether parts are brought upright; absent: as the good pictures say. For comparing only. */
  readonly upright?: UprightChoice | undefined;
}

export interface TeachReferenceRequest extends TeachRequest {
  /** File of the picture that pictures are compared with. `good` may be empty here. */
  readonly reference: string;
  /**
   * Folder of annotated boxes, a file for each bad picture by its name, lines `x1 y1 x2 y2 type`: where its defects are and of
   * which kind each is. What stands there holds instead of `kinds`.
   */
  readonly boxes?: string | undefined;
}

/** Folders beside a set: a reference picture and, if there are any, a file of boxes for each test picture, by its name. */
export interface ReferenceSetOptions {
  readonly references: string;
  readonly boxes: string | null;
  /** Whether kinds of defects are learnt from the types of the boxes, and named on pictures that took no part. */
  readonly kinds?: boolean | undefined;
}

export interface TeachProgress {
  /** Of a reference: `copies`, `compare`, `compare-bad`, `self-test`. */
  readonly step: 'decode' | 'features' | 'select' | 'validate' | 'compile' | 'copies' | 'compare' | 'compare-bad' | 'self-test';
  readonly done: number;
  readonly total: number;
}

/** What teaching says of one picture that took part, on the model's score scale. */
export interface TaughtScore {
  readonly path: string;
  readonly score: number;
  readonly kind: 'good' | 'bad';
  /** True: by a model that was taught without the picture. False: by the finished model. */
  readonly crossValidated: boolean;
}

export interface TeachResult {
  /** The model artifact: graph, preprocessing, self-test and card, as one file in the folder asked for. */
  readonly modelPath: string;
  readonly sha256: string;
  readonly card: ModelCard;
  /** Of every picture that was used. A picture whose pixels were seen before counts once, under the path given first. */
  readonly scores: readonly TaughtScore[];
  /** Files that could not be used, with the reason. */
  readonly skipped: readonly { readonly path: string; readonly reason: string; readonly detail: string }[];
}

export interface PictureToCheck {
  readonly path: string;
  /** Where its thumbnail is written (the folder has to be there); null: none is wanted. */
  readonly thumbPath: string | null;
  /** Where a picture of a format that browsers do not show is written as one that they do; null: not wanted. */
  readonly viewPath: string | null;
}

/** `facts`, or why the picture cannot be used. */
export interface CheckedPicture {
  readonly path: string;
  readonly facts: PictureFacts | null;
  readonly failure: { readonly reason: ReasonCode; readonly detail: string } | null;
}
