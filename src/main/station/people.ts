import type { People } from '../api/index.ts';
import type { Identity, SignedIn } from '../identity/index.ts';
import type { Inspection } from '../inspection/index.ts';

export interface PeopleDeps {
  readonly identity: Identity;
  readonly inspection: Pick<Inspection, 'setOperator' | 'snapshot'>;
  /** Told when anyone was added or changed. */
  readonly changed: () => void;
}

/** People as the API sees them. Whoever signed in last is the operator of the parts that follow, until signing out. */
export function createPeople({ identity, inspection, changed }: PeopleDeps): People {
  const atTheStation = (signedIn: SignedIn): SignedIn => {
    inspection.setOperator(signedIn.user.name);
    return signedIn;
  };
  return {
    whose: (token) => identity.whose(token),
    firstRun: () => identity.firstRun(),
    names: () => identity.names(),
    signIn: async ({ name, secret }) => atTheStation(await identity.signIn({ name, secret })),
    async signOut(token) {
      const person = await identity.whose(token);
      await identity.signOut(token);
      if (person !== null && inspection.snapshot().operator === person.name) inspection.setOperator(null);
    },
    async setUp(admin) {
      const signedIn = await identity.setUp(admin);
      changed();
      return atTheStation(signedIn);
    },
    list: () => identity.list(),
    async create(user, actor) {
      const created = await identity.create(user, actor);
      changed();
      return created;
    },
    async update(id, change, actor) {
      const updated = await identity.update(id, change, actor);
      changed();
      return updated;
    },
  };
}
