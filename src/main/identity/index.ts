export { createIdentity, type Identity, type Person, type SignedIn } from './identity.ts';
export { hashSecret, verifySecret } from './secret.ts';
