import { describe, expect, it } from 'vitest'
import { recurrenceText, scheduleText } from './schedule'

describe('a recurrence', () => {
  it.each([
    ['30 8 * * 1-5', 'Every weekday at 08:30', '평일(월~금)마다 08:30'],
    ['30 8 * * MON-FRI', 'Every weekday at 08:30', '평일(월~금)마다 08:30'],
    ['0 20 * * *', 'Every day at 20:00', '매일 20:00'],
    ['0 9,18 * * 6,0', 'Every weekend day at 09:00 and 18:00', '주말(토·일)마다 09:00, 18:00'],
    ['0 9 * * 1,3,5', 'Every Monday, Wednesday and Friday at 09:00', '매주 월·수·금요일 09:00'],
    ['*/5 * * * *', 'Every day every 5 minutes', '매일 5분마다'],
    ['15 */2 * * *', 'Every day every 2 hours at minute 15', '매일 2시간마다 15분'],
    ['0 0 1 * *', 'On day 1 of the month at 00:00', '매월 1일 00:00'],
    ['0 12 * DEC 0', 'Every Sunday in December at 12:00', '12월 매주 일요일 12:00'],
    ['10 * * * *', 'Every day at minute 10 of every hour', '매일 매시 10분'],
  ])('%s', (cron, en, ko) => expect(recurrenceText(cron)).toEqual({ en, ko }))
  it.each(['', '30 8 * *', '61 * * * *', 'x * * * *', '5-1 * * * *', '* * * * MOO', '*/0 * * * *'])('is not read from "%s"', (cron) => expect(recurrenceText(cron)).toBeNull())
  it('takes 7 for Sunday', () => expect(recurrenceText('0 9 * * 7')?.en).toBe('Every Sunday at 09:00'))
})

describe('a scheduled action', () => {
  it('is one sentence', () => {
    expect(scheduleText({ Recurrence: '30 8 * * 1-5', TimeZone: 'Asia/Seoul', DesiredCapacity: 4 })).toEqual({
      en: 'Every weekday at 08:30 Asia/Seoul: to 4', ko: '평일(월~금)마다 08:30(Asia/Seoul): 원하는 용량 4대',
    })
  })
  it('is in UTC unless it says otherwise, and may set bounds', () => {
    expect(scheduleText({ Recurrence: '0 20 * * *', MinSize: 1, MaxSize: 3, EndTime: '2026-12-31T00:00:00Z' })?.en).toBe('Every day at 20:00 UTC, until 2026-12-31T00:00:00Z: minimum 1, maximum 3')
  })
  it('may happen once', () => expect(scheduleText({ StartTime: '2026-12-24T09:00:00Z', DesiredCapacity: 6 })?.en).toBe('Once, at 2026-12-24T09:00:00Z: to 6'))
  it('says nothing while it cannot be read', () => {
    expect(scheduleText({ Recurrence: '30 8', DesiredCapacity: 4 })).toBeNull()
    expect(scheduleText({ Recurrence: '30 8 * * *' })).toBeNull()
  })
})
