import { describe, expect, it } from 'vitest'
import { decision, frame } from './cast'
import { columns, DecisionLog } from './fold'
import { FrameWindow } from './frames'
import { onAxis, seriesOf, spoken, table, ticks, type Binding } from './series'
import { vitals } from './status'
import { ValueBoard } from './values'

describe('the frame window', () => {
  it('keeps every id once and in order, however they come', () => {
    const window = new FrameWindow()
    window.add([frame(3), frame(1)])
    const fresh = window.add([frame(2), frame(3), frame(4)])
    expect(window.frames.map((one) => one.id)).toEqual([1, 2, 3, 4])
    expect(fresh.map((one) => one.id)).toEqual([2, 4])
  })

  it('is bounded and forgets the oldest first', () => {
    const window = new FrameWindow(600)
    for (let id = 1; id <= 1000; id += 1) window.add([frame(id)])
    expect(window.frames).toHaveLength(600)
    expect(window.first?.id).toBe(401)
  })

  it('remembers the traffic of the whole run in bounded space', () => {
    const window = new FrameWindow(600, 100)
    for (let id = 1; id <= 5000; id += 1) window.add([frame(id)])
    expect(window.history.length).toBeLessThanOrEqual(100)
    expect(window.history[0]?.id).toBe(1)
    expect(window.history.at(-1)!.id).toBeGreaterThan(4800)
  })

  it('finds the frame shown at a moment', () => {
    const window = new FrameWindow()
    window.add([frame(10), frame(20)])
    expect(window.at(9)).toBeNull()
    expect(window.at(19)?.id).toBe(10)
    expect(window.at(99)?.id).toBe(20)
    expect(window.span(20, 10).map((one) => one.id)).toEqual([20])
  })
})

describe('the log', () => {
  it('keeps what scaled unfolded, and tells activities nowhere else', () => {
    const log = new DecisionLog()
    log.addFrame(frame(5, { decisions: [
      decision('5.0', { subject: 'autoscaling.place', outcome: 'a' }), decision('5.1', { subject: 'autoscaling.place', outcome: 'a' }), decision('5.2', { subject: 'autoscaling.activity' }),
      decision('5.3', { subject: 'route53.choose' }),
    ] }))
    log.addFrame(frame(5, { decisions: [decision('5.1', { subject: 'autoscaling.place', outcome: 'a' })] }))
    expect(log.kept.map((one) => one.id)).toEqual(['5.0', '5.1', '5.2'])
    expect(log.rows.map((row) => [row.key, row.count])).toEqual([['5.3', 1], ['5.0', 2]])
    log.clear()
    expect(log.kept).toEqual([])
  })
  it('folds equal consecutive decisions of one rule into one row with a count', () => {
    const log = new DecisionLog()
    for (const id of ['60.0', '120.0', '180.0']) log.addFrame(frame(parseInt(id), { decisions: [decision(id)] }))
    expect(log.rows).toHaveLength(1)
    expect(log.rows[0]).toMatchObject({ count: 3, firstAt: 60, lastAt: 180, key: '60.0' })
  })
  it('tells when a change was made, also in a frame that stands for several seconds', () => {
    const log = new DecisionLog()
    const text = { en: 'Fault', ko: '장애' }
    log.addFrame(frame(188, { commands: [{ kind: 'fault', text, tick: 181 }, { kind: 'fault', text, tick: 181 }, { kind: 'fault', text }] }))
    log.addFrame(frame(181, { commands: [{ kind: 'fault', text }, { kind: 'fault', text }] }))
    expect(log.rows.map((row) => row.firstAt)).toEqual([187, 180, 180])
  })

  it('folds though other rules decide in between, and starts a row when the outcome changes', () => {
    const log = new DecisionLog()
    log.addFrame(frame(60, { decisions: [decision('60.0'), decision('60.1', { resource: 'Other' })] }))
    log.addFrame(frame(120, { decisions: [decision('120.0')] }))
    log.addFrame(frame(180, { decisions: [decision('180.0', { outcome: 3, reason: 'SCALED_OUT' })] }))
    log.addFrame(frame(240, { decisions: [decision('240.0')] }))
    expect(log.rows.map((row) => [row.key, row.count])).toEqual([
      ['240.0', 1], ['180.0', 1], ['60.1', 1], ['60.0', 2],
    ])
  })

  it('keeps samples of single requests in one row for each reason, with examples', () => {
    const log = new DecisionLog()
    const look = (id: string, reason: string) => decision(id, { subject: 'cloudfront.look_up', resource: 'Cdn', reason, outcome: id })
    for (let tick = 1; tick <= 20; tick += 1)
      log.addFrame(frame(tick, { decisions: [look(`${tick}.0`, 'CacheHit'), look(`${tick}.1`, 'CacheMiss')] }))
    expect(log.rows.map((row) => [row.decision?.reason, row.count, row.sampled])).toEqual([
      ['CacheMiss', 20, true], ['CacheHit', 20, true],
    ])
    expect(log.rows[0]!.examples.map((one) => one.id).slice(0, 2)).toEqual(['20.1', '19.1'])
    expect(log.rows[0]!.examples.length).toBeLessThan(20)
  })

  it('takes a replayed decision once', () => {
    const log = new DecisionLog()
    log.addFrame(frame(60, { decisions: [decision('60.0')] }))
    log.addFrame(frame(60, { decisions: [decision('60.0')] }))
    expect(log.rows[0]?.count).toBe(1)
  })

  it('is bounded', () => {
    const log = new DecisionLog(50)
    for (let id = 1; id <= 500; id += 1)
      log.addFrame(frame(id, { decisions: [decision(`${id}.0`, { outcome: id })] }))
    expect(log.rows).toHaveLength(50)
    expect(log.rows[0]?.key).toBe('500.0')
  })

  it('shows every column that any candidate has', () => {
    const one = decision('1.0', {
      candidates: [
        { id: 'a', verdict: 'chosen', values: { cpu: 81 }, why: null },
        { id: 'b', verdict: 'rejected', values: { zone: 'a', cpu: 3 }, why: null },
      ],
    })
    expect(columns(one)).toEqual(['cpu', 'zone'])
  })
})

const binding = (parts: Partial<Binding>): Binding => ({
  type: 'Frame', metric: 'demand.arrived', name: 'asked for', trace: {}, inks: ['a', 'b'], dimension: false,
  axis: 'y', unit: 'count', factor: 1, labels: {}, opacity: 0, ...parts,
})

describe('series', () => {
  const frames = [
    frame(1, { values: { Cdn: { HitRatioByEdge: { ICN: 0.5 } } } }),
    frame(2, { values: { Cdn: { HitRatioByEdge: { ICN: 0.75, NRT: null } } } }),
  ]

  it('read the frame itself by a dotted path', () => {
    const [one] = seriesOf([binding({})], frames, {})
    expect(one).toMatchObject({ y: [100, 100], x: [onAxis(1), onAxis(2)], latest: 100, name: 'asked for' })
  })

  it('split a dimension, leave gaps and scale by the factor', () => {
    const edge = binding({
      type: 'AWS::CloudFront::Distribution', metric: 'HitRatioByEdge', name: '{value}', dimension: true, factor: 100,
    })
    const series = seriesOf([edge], frames, { Cdn: 'AWS::CloudFront::Distribution' })
    expect(series.map((one) => [one.name, one.y, one.ink])).toEqual([
      ['ICN', [50, 75], 'a'],
      ['NRT', [null, null], 'b'],
    ])
    expect(spoken(series).map((one) => one.name)).toEqual(['ICN'])
    expect(table(series)[0]).toEqual({ at: 2, values: [75, null] })
  })

  it('shorten zones of one Region and leave those of several', () => {
    const zone = binding({ type: 'G', metric: 'Count', name: '{value}', dimension: true })
    const one = [frame(1, { values: { A: { Count: { 'ap-northeast-2a': 1, 'ap-northeast-2c': 1 } } } })]
    const two = [frame(1, { values: { A: { Count: { 'ap-northeast-2a': 1, 'us-east-1a': 1 } } } })]
    expect(seriesOf([zone], one, { A: 'G' }).map((s) => s.name)).toEqual(['2a', '2c'])
    expect(seriesOf([zone], two, { A: 'G' }).map((s) => s.name)).toEqual(['ap-northeast-2a', 'us-east-1a'])
  })

  it('mark a time axis at round steps', () => {
    expect(ticks(137, 437)).toEqual([180, 240, 300, 360, 420])
    expect(ticks(0, 1800)).toEqual([0, 600, 1200, 1800])
  })

  it('name the resource only when there are several', () => {
    const cpu = binding({ type: 'G', metric: 'Cpu', name: 'CPU' })
    const both = [frame(1, { values: { A: { Cpu: 1 }, B: { Cpu: 2 } } })]
    expect(seriesOf([cpu], both, { A: 'G', B: 'G' }).map((one) => one.name)).toEqual(['A · CPU', 'B · CPU'])
    expect(seriesOf([cpu], both, { A: 'G' }).map((one) => one.name)).toEqual(['CPU'])
  })
})

describe('vitals', () => {
  it('are empty, not perfect, before the first frame', () => {
    expect(vitals(null, {})).toMatchObject({ goodput: null, hit: null, instances: null, slow: null })
  })

  it('weigh the hit ratio by requests and sum the zones', () => {
    const now = frame(1, {
      values: {
        A: { HitRatio: 1, Requests: 30 }, B: { HitRatio: 0, Requests: 10 },
        G: { GroupInServiceInstances: { a: 2, c: 1 } },
      },
    })
    const types = {
      A: 'AWS::CloudFront::Distribution', B: 'AWS::CloudFront::Distribution',
      G: 'AWS::AutoScaling::AutoScalingGroup',
    }
    expect(vitals(now, types)).toMatchObject({ hit: 0.75, instances: 3, slow: 60, percentile: 'p90' })
  })
})

describe('the value board', () => {
  it('calls back at once and then only when the value changes', () => {
    const board = new ValueBoard()
    const seen: unknown[] = []
    const stop = board.subscribe('G', 'CPU', (value) => seen.push(value))
    board.show(frame(1, { values: { G: { CPU: 5 } } }))
    board.show(frame(2, { values: { G: { CPU: 5 } } }))
    board.show(frame(3, { values: { G: { CPU: { a: 1 } } } }))
    stop()
    board.show(frame(4))
    expect(seen).toEqual([null, 5, { a: 1 }])
  })
})
