/** A sentence in which an instance's id stays in one piece: "i-" at a line's end is read as something else. */
const ID = /(\bi-[0-9a-f]{17}\b)/

export function Said({ children }: { children: string }) {
  return <>{children.split(ID).map((part, i) => (i % 2 ? <span key={i} className="whole-id">{part}</span> : part))}</>
}
