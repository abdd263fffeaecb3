/** Frames travel as zlib-deflated JSON; the browser inflates them without a library. */
export async function inflate(data: ArrayBuffer): Promise<unknown> {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate'))
  return JSON.parse(await new Response(stream).text())
}
