import * as ort from 'onnxruntime-node';

/** One set of options for everything that runs: teaching, judging and the backbone that both are compared with. */
export const sessionOptions: ort.InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  intraOpNumThreads: 2,
  interOpNumThreads: 1,
  // Threads that wait by spinning win nothing measurable on an idle machine and on a busy one (camera, screen and previews on
  // the same two cores) took twice the time: 135 ms against 77 ms a picture at a load of 18.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
  // 3: errors only. Warnings of the runtime go to stderr, past the log.
  logSeverityLevel: 3,
};

/** A graph ready to run: float32 and uint8 tensors in, float32 out. Synchronous inside, whatever the promise says. */
export interface Session {
  run(inputs: Readonly<Record<string, TensorInput>>): Promise<Readonly<Record<string, TensorOutput>>>;
  close(): Promise<void>;
}
export interface TensorInput {
  readonly data: Float32Array | Uint8Array;
  readonly dims: readonly number[];
}
export interface TensorOutput {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

export const runtimeVersion: string = ort.env.versions.node ?? ort.env.versions.common;

/** Throws what ONNX Runtime throws when it refuses the graph. */
export async function openSession(graph: Uint8Array): Promise<Session> {
  const session = await ort.InferenceSession.create(graph, sessionOptions);
  return {
    async run(inputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { data, dims }]) => [
          name,
          data instanceof Uint8Array ? new ort.Tensor('uint8', data, dims) : new ort.Tensor('float32', data, dims),
        ]),
      );
      const outputs = await session.run(feeds);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => {
          if (!(tensor.data instanceof Float32Array)) throw new Error(`output ${name} is not float32`);
          return [name, { data: tensor.data, dims: tensor.dims }];
        }),
      );
    },
    close: () => session.release(),
  };
}
