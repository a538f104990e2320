/**
 * Hands text to the browser as a file to save. The blob's address lives only until the click is
 * over; nothing is sent anywhere.
 */

/** How long the address stays valid: Safari reads the blob a moment after the click. */
const revokeAfterMs = 10_000;

export function downloadText(fileName: string, mediaType: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${mediaType};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), revokeAfterMs);
}
