import { config } from 'zod';

// The page runs under a content security policy without eval: zod must not try to compile its parsers, and be told before
// the first schema is made.
config({ jitless: true });
