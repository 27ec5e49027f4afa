import { implement } from '@orpc/server';
import { PasslineError } from '#shared/contract/errors.ts';
import { contract } from '#shared/contract/index.ts';
import { rightsOf } from '#shared/contract/rights.ts';
import type { Session } from '#shared/contract/session.ts';
import type { Caller } from './access.ts';
import type { Upload } from './multipart.ts';
import type { Ports, SignedIn } from './ports.ts';
import { received } from './received.ts';
import { createTeachCalls } from './teach-calls.ts';

/** What a call knows besides its input. The gate made it: right checked, body received. */
export interface CallContext {
  readonly caller: Caller;
  readonly upload: Upload | null;
  /** Where the request came from, for counting failed sign-ins. */
  readonly from: string;
  /** Keeps a session in the browser, or ends it. */
  readonly setSession: (session: SignedIn | null) => void;
}

/** Every call of the contract, handed to its use case. No logic of its own. */
export function createCalls(ports: Ports) {
  const api = implement(contract).$context<CallContext>();
  const { people, backups, line, products, records, reports, review, settings, station } = ports;

  const session = async (user: Session['user'], caller: Caller): Promise<Session> => ({
    user,
    rights: [...rightsOf[user?.role ?? (caller.subject === 'key' ? 'key' : 'guest')]],
    firstRun: await people.firstRun(),
    stationName: station.name(),
    version: station.version,
  });
  const signedIn = async (context: CallContext, made: SignedIn): Promise<Session> => {
    context.setSession(made);
    return session(await people.whose(made.token), context.caller);
  };

  return api.router({
    session: {
      get: api.session.get.handler(async ({ context }) => session(await currentUser(context, people), context.caller)),
      signIn: api.session.signIn.handler(async ({ input, context }) =>
        signedIn(context, await people.signIn({ ...input, from: context.from })),
      ),
      signOut: api.session.signOut.handler(async ({ context }) => {
        if (context.caller.sessionToken !== null) await people.signOut(context.caller.sessionToken);
        context.setSession(null);
        return session(null, context.caller);
      }),
      setUp: api.session.setUp.handler(async ({ input, context }) => {
        const made = await people.setUp({ name: input.name, secret: input.secret });
        if (input.stationName !== undefined) await station.rename(input.stationName, input.name);
        return signedIn(context, made);
      }),
      names: api.session.names.handler(() => people.names()),
    },
    users: {
      list: api.users.list.handler(() => people.list()),
      create: api.users.create.handler(({ input, context }) => people.create(input, context.caller.actor)),
      update: api.users.update.handler(({ input: { id, ...change }, context }) =>
        people.update(id, change, context.caller.actor),
      ),
    },
    status: { get: api.status.get.handler(() => line.status()) },
    events: {
      // the stream is written by `events.ts`, beside the contract: see the raw routes
      stream: api.events.stream.handler(() => {
        throw new PasslineError('NOT_FOUND');
      }),
    },
    line: {
      start: api.line.start.handler(async ({ context }) => line.start(context.caller.actor).then(line.status)),
      stop: api.line.stop.handler(async ({ context }) => line.stop(context.caller.actor).then(line.status)),
      trigger: api.line.trigger.handler(({ input, context }) =>
        line.trigger({ serial: input?.serial || null, actor: context.caller.actor }),
      ),
      resetCounters: api.line.resetCounters.handler(async ({ context }) =>
        line.resetCounters(context.caller.actor).then(line.status),
      ),
      setLot: api.line.setLot.handler(async ({ input, context }) => line.setLot(input, context.caller.actor).then(line.status)),
      setSource: api.line.setSource.handler(async ({ input, context }) =>
        line.setSource(input.source, context.caller.actor).then(line.status),
      ),
    },
    products: {
      list: api.products.list.handler(({ input }) => products.list({ retired: input?.retired === 'with' })),
      get: api.products.get.handler(async ({ input }) => found(await products.get(input.id, input.version ?? null))),
      versions: api.products.versions.handler(({ input }) => products.versions(input.id)),
      save: api.products.save.handler(({ input: { id, ...edit }, context }) => products.save(id, edit, context.caller.actor)),
      restore: api.products.restore.handler(({ input: { id, version, comment }, context }) =>
        products.restore(id, { version, comment: comment || null }, context.caller.actor),
      ),
      duplicate: api.products.duplicate.handler(({ input: { id, name, comment }, context }) =>
        products.duplicate(id, { name, comment: comment || null }, context.caller.actor),
      ),
      retire: api.products.retire.handler(({ input, context }) => products.retire(input.id, by(input.comment, context))),
      bringBack: api.products.bringBack.handler(({ input, context }) => products.bringBack(input.id, by(input.comment, context))),
      select: api.products.select.handler(({ input, context }) => products.select(input.id, context.caller.actor)),
      import: api.products.import.handler(({ input, context }) =>
        products.importPackage(received(context).path, by(input.comment, context)),
      ),
    },
    inspections: {
      create: api.inspections.create.handler(({ input, context }) =>
        ports.judge({
          upload: received(context),
          productId: input.product || null,
          serial: input.serial || null,
          lot: input.lot || null,
          actor: context.caller.actor,
        }),
      ),
    },
    reports: {
      start: api.reports.start.handler(({ input, context }) => reports.start(input, context.caller.actor)),
      list: api.reports.list.handler(() => reports.list()),
      get: api.reports.get.handler(async ({ input }) => found(await reports.get(input.id))),
      remove: api.reports.remove.handler(async ({ input }) => {
        if (!(await reports.remove(input.id))) throw new PasslineError('NOT_FOUND');
        return { removed: true };
      }),
    },
    storage: { get: api.storage.get.handler(({ input }) => ports.storage(input.retentionDays ?? null)) },
    backups: {
      get: api.backups.get.handler(() => backups.get()),
      setPlan: api.backups.setPlan.handler(({ input, context }) => backups.setPlan(input.plan, context.caller.actor)),
      start: api.backups.start.handler(({ context }) => backups.start(context.caller.actor)),
      restore: api.backups.restore.handler(({ input, context }) => backups.restore(input.name, context.caller.actor)),
      cancel: api.backups.cancel.handler(() => backups.cancel()),
    },
    audit: {
      list: api.audit.list.handler(async ({ input: { cursor, limit, ...filter } }) => {
        const entries = await records.auditTrail({ before: cursor ?? null, limit: limit + 1, filter });
        const shown = entries.slice(0, limit);
        return { entries: shown, nextCursor: entries.length > limit ? (shown.at(-1)?.seq ?? null) : null };
      }),
      choices: api.audit.choices.handler(() => records.auditChoices()),
    },
    settings: {
      get: api.settings.get.handler(() => settings.get()),
      setName: api.settings.setName.handler(({ input, context }) => settings.setName(input.name, context.caller.actor)),
      setTime: api.settings.setTime.handler(({ input, context }) => settings.setTime(input, context.caller.actor)),
      setShiftReports: api.settings.setShiftReports.handler(({ input, context }) =>
        settings.setShiftReports(input.shiftReports, context.caller.actor),
      ),
    },
    parts: {
      list: api.parts.list.handler(({ input: { cursor, limit, ...filter } }) =>
        records.parts(filter, { cursor: cursor ?? null, limit }),
      ),
      recent: api.parts.recent.handler(({ input }) => records.recent(input.limit)),
      get: api.parts.get.handler(async ({ input }) => found(await records.part(input.id))),
    },
    teach: createTeachCalls(ports),
    review: {
      queue: api.review.queue.handler(({ input }) => review.queue({ ...input, cursor: input.cursor ?? null })),
      summary: api.review.summary.handler(() => review.summary()),
      rejudge: api.review.rejudge.handler(({ input: { id, verdict, reason, comment }, context }) =>
        review.rejudge({ partId: id, verdict, reason, comment: comment || null, person: context.caller.user?.name ?? null }),
      ),
      good: api.review.good.handler(async ({ input }) => ({ part: await review.good(input.id) })),
      reinspect: api.review.reinspect.handler(({ input }) =>
        review.reinspect({ partId: input.id, productId: input.productId ?? null, version: input.version ?? null }),
      ),
    },
  });
}

async function currentUser({ caller }: CallContext, people: Ports['people']): Promise<Session['user']> {
  return caller.user && caller.sessionToken !== null ? people.whose(caller.sessionToken) : null;
}

function found<T>(value: T | null): T {
  if (value === null) throw new PasslineError('NOT_FOUND');
  return value;
}

function by(comment: string | undefined, { caller }: CallContext): { comment: string | null; actor: string } {
  return { comment: comment || null, actor: caller.actor };
}
