export { createIdentity, type Identity, type Person, type SignedIn } from './identity.ts';
