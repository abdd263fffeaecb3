/** What the address asks: a link of the workbench leads to somebody's question. */
export interface FromAddress {
  identity?: string | null
  principal?: string
  action?: string
  resource?: string
}

/** `?identity=AppRole` by logical id, or `?principal=` by ARN; action and resource as far as they are given. */
export function asked(search: string): FromAddress {
  const given = new URLSearchParams(search)
  const found: FromAddress = {}
  for (const name of ['action', 'resource'] as const) {
    const value = given.get(name)
    if (value) found[name] = value
  }
  const identity = given.get('identity')
  const principal = given.get('principal')
  if (identity) Object.assign(found, { identity, principal: '' })
  else if (principal) Object.assign(found, { identity: null, principal })
  return found
}
