import { PasslineError } from '#shared/contract/errors.ts';
import type { Upload } from './multipart.ts';

/** The file that came with a call. Fails with NO_PICTURE. */
export function received({ upload }: { readonly upload: Upload | null }): Upload {
  if (upload === null) throw new PasslineError('NO_PICTURE');
  return upload;
}
