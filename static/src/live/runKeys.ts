/** What the page's keys (Space and ".") call. The run controls fill it in once they are there. */
export const runKeys = { toggle: (): void => undefined, step: (): void => undefined }
