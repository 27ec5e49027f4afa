/** What a simulated source and its worker say to each other. */
export interface SimulatorSetup {
  readonly seed: number;
  readonly defectRate: number;
  readonly width: number;
  readonly height: number;
}

/** One picture, please: of the part with this index, with the sensor noise of this exposure. */
export interface Exposure {
  readonly id: number;
  readonly partIndex: number;
}

export type FromSimulator =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'picture';
      readonly id: number;
      readonly pixels: ArrayBuffer;
      readonly receivedMonoNs: bigint;
      readonly capturedAtUtc: string;
    };
