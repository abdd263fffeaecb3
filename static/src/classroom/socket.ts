/** A class's socket: hears that something changed, comes back by itself, and says whether it is there. */

export interface Heard {
  type: 'session' | 'wall'
}

export function listen(path: string, hear: (message: Heard & Record<string, unknown>) => void, online: (yes: boolean) => void): () => void {
  let socket: WebSocket | null = null
  let stopped = false
  let wait = 500
  let timer = 0

  const open = () => {
    if (stopped) return
    const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws'
    socket = new WebSocket(`${scheme}://${window.location.host}${path}`)
    socket.onmessage = (event) => {
      wait = 500
      online(true)
      hear(JSON.parse(String(event.data)) as Heard & Record<string, unknown>)
    }
    socket.onclose = (event) => {
      online(false)
      if (stopped || event.code === 4404) return
      // Everybody of a room comes back after an outage, but not in the same moment.
      timer = window.setTimeout(open, wait * (0.5 + Math.random()))
      wait = Math.min(wait * 2, 8000)
    }
  }
  const back = () => {
    if (socket && socket.readyState > WebSocket.OPEN) {
      window.clearTimeout(timer)
      wait = 500
      open()
    }
  }
  window.addEventListener('online', back)
  open()
  return () => {
    stopped = true
    window.clearTimeout(timer)
    window.removeEventListener('online', back)
    socket?.close()
  }
}
