const picture = /\.(?:jpe?g|png|bmp|tiff?|webp|gif|avif)$/i;

/** Whether a file is called as pictures are; what is in it may be something else. */
export const hasPictureName = (name: string): boolean => picture.test(name);
