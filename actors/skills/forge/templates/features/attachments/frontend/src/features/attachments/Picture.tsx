/** A picture whose bytes were read with the session's token: shown from memory, which is given back. */
import { useEffect, useRef } from 'react';

export function Picture({ bytes, alt }: { bytes: Blob; alt: string }) {
  const image = useRef<HTMLImageElement>(null);

  useEffect(() => {
    if (!image.current) return;
    const url = URL.createObjectURL(bytes);
    image.current.src = url;
    return () => {
      URL.revokeObjectURL(url);
    };
  }, [bytes]);

  return <img ref={image} alt={alt} />;
}
