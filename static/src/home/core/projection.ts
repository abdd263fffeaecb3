/** The Natural Earth projection (Tom Patterson's, as a polynomial), on a canvas 1000 wide. */
export const WIDTH = 1000
/** Antarctica and the empty north are cut off: nobody sends requests from there. */
export const TOP = 8
export const HEIGHT = 436

const SCALE = WIDTH / (2 * Math.PI * 0.8707)

export function project(latitude: number, longitude: number): { x: number; y: number } {
  const phi = (latitude * Math.PI) / 180
  const lambda = (longitude * Math.PI) / 180
  const p2 = phi * phi
  const p4 = p2 * p2
  const x = lambda * (0.8707 + p2 * -0.131979 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)))
  const y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
  return { x: WIDTH / 2 + SCALE * x, y: 258 - TOP - SCALE * y }
}

/** A curve between two points, bent to the north like a flight path; straight when they are the same. */
export function arc(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const bend = Math.min(60, Math.hypot(to.x - from.x, to.y - from.y) * 0.22)
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - bend }
  const show = (n: number): string => n.toFixed(1)
  return `M${show(from.x)} ${show(from.y)}Q${show(middle.x)} ${show(middle.y)} ${show(to.x)} ${show(to.y)}`
}
