import { z } from 'zod';
import { sourceSchema } from '../domain/source.ts';
import { call } from './call.ts';
import { statusSchema } from './status.ts';

const lotSchema = z.string().trim().max(80);

export const lineContract = {
  start: call('operate').route({ method: 'POST', path: '/line/start', summary: 'Start inspecting' }).output(statusSchema),
  stop: call('operate')
    .route({ method: 'POST', path: '/line/stop', summary: 'Stop after the part in progress' })
    .output(statusSchema),
  trigger: call('operate')
    .route({ method: 'POST', path: '/line/trigger', summary: 'Judge one part now; answers with its number once it is recorded' })
    .input(z.object({ serial: z.string().trim().max(80).optional() }).optional())
    .output(z.object({ partId: z.string(), number: z.number().int() })),
  resetCounters: call('engineer')
    .route({ method: 'POST', path: '/line/reset', summary: 'Begin counting anew; records stay, the reset is audited' })
    .output(statusSchema),
  setLot: call('operate')
    .route({ method: 'POST', path: '/line/lot', summary: 'Lot and supplier lot of the parts that follow' })
    .input(z.object({ lot: lotSchema.nullable(), supplierLot: lotSchema.nullable().optional() }))
    .output(statusSchema),
  setSource: call('engineer')
    .route({ method: 'POST', path: '/line/source', summary: 'Where frames come from; the line must be stopped' })
    .input(z.object({ source: sourceSchema }))
    .output(statusSchema),
};
