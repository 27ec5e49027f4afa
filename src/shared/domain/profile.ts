import { z } from 'zod';

/** How long a model may look: `fast` for the line, `accurate` where the time allows. */
export const profileSchema = z.enum(['fast', 'accurate']);
export type Profile = z.infer<typeof profileSchema>;
