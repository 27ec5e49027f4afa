import { z } from 'zod';
import { call } from './call.ts';
import { rights, roleSchema } from './rights.ts';

export const userNameSchema = z.string().trim().min(1).max(60);
/** A PIN of 4 to 12 digits, or a password of 8 characters and more. */
export const secretSchema = z
  .string()
  .max(200)
  .refine((value) => /^\d{4,12}$/.test(value) || value.length >= 8, {
    message: 'A PIN has 4 to 12 digits, a password at least 8 characters.',
  });

export const sessionSchema = z.object({
  /** Null: a guest. */
  user: z.object({ id: z.string(), name: z.string(), role: roleSchema }).nullable(),
  rights: z.array(z.enum(rights)),
  /** True until the first administrator exists. */
  firstRun: z.boolean(),
  stationName: z.string(),
  version: z.string(),
});
export type Session = z.infer<typeof sessionSchema>;

export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  active: z.boolean(),
  createdAtUtc: z.string(),
  lastSignInUtc: z.string().nullable(),
});
export type User = z.infer<typeof userSchema>;

export const sessionContract = {
  get: call('open')
    .route({ method: 'GET', path: '/session', summary: 'Who is asking, and what they may do' })
    .output(sessionSchema),
  signIn: call('open')
    .route({ method: 'POST', path: '/session', summary: 'Sign in with name and PIN or password' })
    .input(z.object({ name: userNameSchema, secret: z.string().min(1).max(200) }))
    .output(sessionSchema),
  signOut: call('open').route({ method: 'DELETE', path: '/session', summary: 'Sign out' }).output(sessionSchema),
  setUp: call('open')
    .route({ method: 'POST', path: '/setup', summary: 'Create the first administrator of a fresh station' })
    .input(z.object({ name: userNameSchema, secret: secretSchema, stationName: z.string().trim().min(1).max(60).optional() }))
    .output(sessionSchema),
  /** Names for the sign-in tiles (gloves: a tap, not typing). */
  names: call('open')
    .route({ method: 'GET', path: '/session/names', summary: 'Names that can sign in' })
    .output(z.array(z.object({ name: z.string(), role: roleSchema }))),
};

export const usersContract = {
  list: call('administer').route({ method: 'GET', path: '/users', summary: 'All users' }).output(z.array(userSchema)),
  create: call('administer')
    .route({ method: 'POST', path: '/users', summary: 'Create a user' })
    .input(z.object({ name: userNameSchema, role: roleSchema, secret: secretSchema }))
    .output(userSchema),
  update: call('administer')
    .route({ method: 'PATCH', path: '/users/{id}', summary: 'Change role, secret, or whether a user may sign in' })
    .input(
      z.object({ id: z.string(), role: roleSchema.optional(), secret: secretSchema.optional(), active: z.boolean().optional() }),
    )
    .output(userSchema),
};
