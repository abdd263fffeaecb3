import { describe, expect, it } from 'vitest'
import { frame } from './cast'
import { RunSocket, type Outside, type SocketLike } from './socket'
import type { LiveFrame } from './types'

class FakeSocket implements SocketLike {
  binaryType = ''
  readyState = 1
  onopen: SocketLike['onopen'] = null
  onmessage: SocketLike['onmessage'] = null
  onclose: SocketLike['onclose'] = null
  onerror: SocketLike['onerror'] = null
  constructor(readonly url: string) {}
  close(): void {
    this.onclose?.({ code: 1000 })
  }
  send(message: unknown): void {
    const isStatus = (message as { type: string }).type === 'status'
    this.onmessage?.({ data: isStatus ? JSON.stringify(message) : message })
  }
}

function setUp(last = 0, fetched: LiveFrame[] = []) {
  const sockets: FakeSocket[] = []
  const waits: number[] = []
  let wake: (() => void) | null = null
  const frames: number[] = []
  const states: string[] = []
  let restarts = 0
  const asked: [number, number][] = []
  const outside: Outside = {
    open: (url) => {
      const socket = new FakeSocket(url)
      sockets.push(socket)
      return socket
    },
    // Earlier messages take longer to inflate than later ones: order must hold all the same.
    inflate: (data) => {
      const message = data as unknown as { through: number }
      return new Promise((resolve) => setTimeout(() => resolve(message), message.through === 2 ? 20 : 0))
    },
    fetchFrames: async (after, before) => {
      asked.push([after, before])
      return fetched
    },
    later: (callback, milliseconds) => {
      waits.push(milliseconds)
      wake = callback
      return 1
    },
    cancel: () => undefined,
    random: () => 1,
  }
  const socket = new RunSocket(
    '/ws/runs/r/',
    {
      frames: (batch) => frames.push(...batch.map((one) => one.id)),
      status: () => undefined,
      connection: (state) => states.push(state),
      restarted: () => {
        restarts += 1
      },
    },
    outside,
    last,
  )
  socket.start()
  return { socket, sockets, waits, frames, states, asked, wake: () => wake?.(), restarts: () => restarts }
}

const message = (ids: number[], extra: object = {}) => ({
  type: 'frames', through: ids.at(-1)!, frames: ids.map((id) => frame(id)), ...extra,
})

describe('the run socket', () => {
  it('hands frames over in order and each id once', async () => {
    const { socket, sockets, frames } = setUp()
    sockets[0]!.send(message([1, 2]))
    sockets[0]!.send(message([2, 3]))
    await socket.settled()
    expect(frames).toEqual([1, 2, 3])
  })

  it('comes back with the last id it has, waiting longer each time', async () => {
    const { socket, sockets, waits, states, wake } = setUp()
    sockets[0]!.onopen?.({})
    sockets[0]!.send(message([1, 2, 7]))
    await socket.settled()
    sockets[0]!.close()
    wake()
    expect(sockets[1]!.url).toBe('/ws/runs/r/?last=7')
    sockets[1]!.close()
    wake()
    sockets[2]!.close()
    expect(waits).toEqual([400, 800, 1600])
    expect(states).toContain('reconnecting')
  })

  it('says of which epoch its last id is, once it knows', async () => {
    const { socket, sockets, wake } = setUp()
    sockets[0]!.send(message([1, 2], { epoch: 3 }))
    await socket.settled()
    sockets[0]!.close()
    wake()
    expect(sockets[1]!.url).toBe('/ws/runs/r/?last=2&epoch=3')
  })

  it('fetches what a message left out before showing what comes after', async () => {
    const { socket, sockets, frames, asked } = setUp(5, [frame(6), frame(7)])
    sockets[0]!.send(message([8, 9], { after: 7 }))
    await socket.settled()
    expect(asked).toEqual([[5, 8]])
    expect(frames).toEqual([6, 7, 8, 9])
  })

  it('takes thinned frames as they are: a message that joins on is no hole', async () => {
    const { socket, sockets, frames, asked } = setUp(5)
    sockets[0]!.send(message([15, 25], { after: 5 }))
    await socket.settled()
    expect(asked).toEqual([])
    expect(frames).toEqual([15, 25])
  })

  it('starts over when the run did', async () => {
    const { socket, sockets, frames, restarts } = setUp()
    sockets[0]!.send(message([1, 2]))
    sockets[0]!.send({ type: 'status', tick: 0, status: 'created' })
    sockets[0]!.send(message([1]))
    await socket.settled()
    expect(restarts()).toBe(1)
    expect(frames).toEqual([1, 2, 1])
  })

  it('starts over when frames of another epoch come', async () => {
    const { socket, sockets, frames, restarts } = setUp()
    sockets[0]!.send(message([1, 2], { epoch: 1 }))
    sockets[0]!.send(message([1], { epoch: 2, after: 0 }))
    await socket.settled()
    expect(restarts()).toBe(1)
    expect(frames).toEqual([1, 2, 1])
  })

  it('is patient when it is asked to be, also if each socket opens first', () => {
    const { sockets, states, waits, wake } = setUp()
    for (const [index, code] of [4429, 1013, 4429].entries()) {
      sockets[index]!.onopen?.({})
      sockets[index]!.onclose?.({ code })
      wake()
    }
    expect(Math.min(...waits)).toBeGreaterThan(10_000)
    expect(states).toContain('reconnecting')
    expect(states).not.toContain('refused')
  })

  it('gives up when it is refused', () => {
    const { sockets, states, waits } = setUp()
    sockets[0]!.onclose?.({ code: 4404 })
    expect(states.at(-1)).toBe('refused')
    expect(waits).toEqual([])
  })
})
