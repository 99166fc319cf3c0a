/** Hands bytes to the browser's downloads. */

/** Some browsers read them only after the click. */
const KEPT_MS = 10_000;

export function saveBytes(bytes: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, KEPT_MS);
}
