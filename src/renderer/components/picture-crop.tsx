import { type ReactNode, useState } from 'react';
import classes from './picture-crop.module.css';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Props {
  readonly src: string;
  readonly alt: string;
  /** What of the picture is shown, in its pixels. */
  readonly place: Size & { readonly x: number; readonly y: number };
  /** The pixels that `place` is in, where the address may give the picture smaller than it is. */
  readonly picture?: Size | undefined;
  /** Longer side on the screen, px. */
  readonly side: number;
}

/** A place of a picture, enlarged. */
export function PictureCrop({ src, alt, place, picture, side }: Props): ReactNode {
  const [natural, setNatural] = useState<Size | null>(null);
  const [failed, setFailed] = useState(false);
  const scale = side / Math.max(place.width, place.height);
  const whole = picture ?? natural;
  return (
    <span className={classes['crop']} style={{ width: place.width * scale, height: place.height * scale }}>
      {!failed && (
        <img
          src={src}
          alt={alt}
          draggable={false}
          onLoad={({ currentTarget }) => setNatural({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })}
          onError={() => setFailed(true)}
          style={
            natural === null || whole === null
              ? { opacity: 0 }
              : {
                  width: whole.width * scale,
                  height: whole.height * scale,
                  transform: `translate(${-place.x * scale}px, ${-place.y * scale}px)`,
                }
          }
        />
      )}
    </span>
  );
}
