/** Words of the decision tables in the page's language, as the catalogue brings them. */

let terms: Readonly<Record<string, string>> = {}

export function setTerms(found: Readonly<Record<string, string>>): void {
  terms = found
}

/** The word for a name or a value; AWS's own names, codes and identifiers stay as they are. */
export const term = (name: string): string => (Object.hasOwn(terms, name) ? terms[name]! : name.replaceAll('_', ' '))
