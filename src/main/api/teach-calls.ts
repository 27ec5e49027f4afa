import { implement } from '@orpc/server';
import { teachContract } from '#shared/contract/teach.ts';
import type { CallContext } from './calls.ts';
import type { Ports } from './ports.ts';
import { received } from './received.ts';

/** The calls of teaching on screen, handed to their use cases. */
export function createTeachCalls({ drafts }: Ports) {
  const teach = implement(teachContract).$context<CallContext>();
  return {
    backbones: teach.backbones.handler(() => drafts.backbones()),
    list: teach.list.handler(() => drafts.list()),
    create: teach.create.handler(({ input, context }) => drafts.create(input, context.caller.actor)),
    get: teach.get.handler(({ input }) => drafts.get(input.id)),
    change: teach.change.handler(({ input: { id, ...change }, context }) => drafts.change(id, change, context.caller.actor)),
    remove: teach.remove.handler(async ({ input, context }) => {
      await drafts.remove(input.id, context.caller.actor);
      return { removed: true };
    }),
    addPicture: teach.addPicture.handler(({ input, context }) =>
      drafts.addPicture(input.id, received(context), input.label, input.defect ?? null),
    ),
    addFolder: teach.addFolder.handler(({ input, context }) =>
      drafts.addFolder(input.id, input.path, input.label, context.caller.actor),
    ),
    addFrames: teach.addFrames.handler(({ input, context }) =>
      drafts.addFrames(input.id, input.count, input.label, context.caller.actor),
    ),
    addParts: teach.addParts.handler(({ input, context }) =>
      drafts.addParts(input.id, input.partIds, input.label, context.caller.actor),
    ),
    label: teach.label.handler(({ input: { id, ...sorting } }) => drafts.label(id, sorting)),
    removePictures: teach.removePictures.handler(({ input, context }) =>
      drafts.removePictures(input.id, input.pictureIds, context.caller.actor),
    ),
    teach: teach.teach.handler(({ input, context }) => drafts.teach(input.id, context.caller.actor)),
    cancel: teach.cancel.handler(({ input }) => drafts.cancel(input.id)),
    tryPicture: teach.tryPicture.handler(({ input, context }) =>
      drafts.tryPicture(input.id, received(context).path, input.threshold),
    ),
    tryLive: teach.tryLive.handler(({ input }) => drafts.tryLive(input.id, input.threshold)),
    tryStored: teach.tryStored.handler(({ input }) => drafts.tryStored(input.id, input.pictureId, input.threshold)),
    save: teach.save.handler(({ input: { id, ...request }, context }) => drafts.save(id, request, context.caller.actor)),
  };
}
