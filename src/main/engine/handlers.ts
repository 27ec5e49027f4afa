import { EngineError } from './errors.ts';
import { judgeNext, judgePicture } from './judge-frames.ts';
import { type JudgeThread, startJudgeThread } from './judge-thread.ts';
import { createKeeper } from './keep-pictures.ts';
import { type LineSource, openLineSource } from './line-source.ts';
import { createLook } from './look.ts';
import type { EngineAnswer, EngineEvent, EngineMethod, EngineParams, EngineProgress, EngineRole } from './protocol.ts';
import { createRetained } from './retained.ts';

export interface HandlerContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: EngineProgress) => void;
}

export type Handlers = {
  readonly [M in EngineMethod]: (params: EngineParams<M>, context: HandlerContext) => Promise<EngineAnswer<M>>;
};

/** What the engine does for each call. Judging and teaching have a thread each: a picture that is sent meanwhile need not wait. */
export function createHandlers(outside: {
  readonly sendEvent: (event: EngineEvent) => void;
  /** A thread ended: the process is of no use any more. */
  readonly onDeath: (why: string) => void;
  readonly onError: (error: unknown) => void;
}): Handlers {
  const retained = createRetained();
  const keep = createKeeper(retained, outside.onError);
  const look = createLook();
  let role: EngineRole | null = null;
  let judge: JudgeThread | null = null;
  let teacher: JudgeThread | null = null;
  let source: LineSource | null = null;
  let lastJudgedSeq: number | null = null;

  const only = (wanted: EngineRole): void => {
    if (role !== wanted) throw new EngineError('INTERNAL', `This call is for the ${wanted} engine.`);
  };
  const judgeThread = (): JudgeThread => {
    judge ??= startJudgeThread(outside.onDeath);
    return judge;
  };
  const teachThread = (): JudgeThread => {
    teacher ??= startJudgeThread(outside.onDeath);
    return teacher;
  };
  const parts = () => ({ judge: judgeThread(), retained, send: outside.sendEvent });
  const closeSource = async (): Promise<void> => {
    const closing = source;
    source = null;
    lastJudgedSeq = null;
    await closing?.close();
  };

  return {
    async hello(params) {
      role = params.role;
      return { role, pid: process.pid, fingerprint: await judgeThread().call('fingerprint', {}) };
    },
    async prepare({ recipe, models }) {
      const tools = recipe.views.flatMap((view) => view.tools);
      return { cards: await judgeThread().call('load', { tools, models }) };
    },
    async openSource(params) {
      only('line');
      await closeSource();
      source = await openLineSource(params.source, params.resumeAfter, outside.sendEvent);
      return source.opened;
    },
    async closeSource() {
      await closeSource();
      return null;
    },
    async judgeNext(params) {
      only('line');
      const judgement = await judgeNext(parts(), source, { ...params, lastJudgedSeq });
      if (judgement.frame) lastJudgedSeq = judgement.frame.seq;
      return judgement;
    },
    async look(params) {
      only('line');
      return look(source, params);
    },
    async judgePicture(params) {
      only('bench');
      return judgePicture(parts(), params);
    },
    keep,
    async forget({ partId }) {
      retained.forget(partId);
      return null;
    },
    async teach(params, context) {
      only('bench');
      return teachThread().call('teach', params, context);
    },
    async teachReference(params, context) {
      only('bench');
      return teachThread().call('teachReference', params, context);
    },
    async checkBackbone(params) {
      only('bench');
      return teachThread().call('checkBackbone', params);
    },
    async checkPictures(params, context) {
      only('bench');
      return teachThread().call('checkPictures', params, context);
    },
    async comparePictures(params) {
      only('bench');
      return teachThread().call('comparePictures', params);
    },
    async evaluate(params, context) {
      only('bench');
      return teachThread().call('evaluate', params, context);
    },
    async evaluateReferences(params, context) {
      only('bench');
      return teachThread().call('evaluateReferences', params, context);
    },
  };
}
