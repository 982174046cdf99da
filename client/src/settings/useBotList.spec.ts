import { beforeEach, describe, expect, it } from 'vitest'
import { effectScope, ref } from 'vue'

import type { Bot } from '../api/types'
import { useBotList, type BotList } from './useBotList'

const bot = (id: number, name = `Bot${id}`): Bot => ({ id, room: 'r', name, responds_to: '', url: '' })

describe('the list of bots', () => {
  const streamed = ref<Bot[]>([])
  let list: BotList
  const names = () => list.bots.value.map(({ name }) => name)

  beforeEach(() => {
    streamed.value = [bot(1), bot(2)]
    list = effectScope().run(() => useBotList(() => streamed.value))!
  })

  it('has a new bot at once, and once only', () => {
    list.added(bot(3))
    expect(names()).toEqual(['Bot1', 'Bot2', 'Bot3'])
    streamed.value = [...streamed.value, bot(3, 'Renamed')]
    expect(names()).toEqual(['Bot1', 'Bot2', 'Renamed'])
    streamed.value = [bot(1), bot(2)]
    expect(names()).toEqual(['Bot1', 'Bot2'])
  })

  it('has a new bot once if the stream was faster', () => {
    streamed.value = [...streamed.value, bot(3)]
    list.added(bot(3))
    expect(names()).toEqual(['Bot1', 'Bot2', 'Bot3'])
  })

  it('loses a deleted bot at once, and shows it again if it is made again', () => {
    list.deleted(1)
    expect(names()).toEqual(['Bot2'])
    streamed.value = [bot(2)]
    streamed.value = [bot(1), bot(2)]
    expect(names()).toEqual(['Bot1', 'Bot2'])
  })

  it('does not hide a bot that is made again after a delete that the stream brought first', () => {
    streamed.value = [bot(2)]
    list.deleted(1)
    streamed.value = [bot(1), bot(2)]
    expect(names()).toEqual(['Bot1', 'Bot2'])
  })

  it('sees changes inside the list that it was given', () => {
    streamed.value.push(bot(4))
    expect(names()).toEqual(['Bot1', 'Bot2', 'Bot4'])
  })
})
