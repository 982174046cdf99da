import { beforeEach, describe, expect, it } from 'vitest'
import { effectScope, ref } from 'vue'

import type { Bot } from '../api/types'
import { useBotList, type BotList } from './useBotList'

const bot = (id: number, name = `Bot${id}`): Bot => ({ id, room: 'r', name, responds_to: '', url: '' })

describe('the list of bots', () => {
  const told = ref<Bot[]>([])
  let list: BotList
  const names = () => list.bots.value.map(({ name }) => name)

  beforeEach(() => {
    told.value = [bot(1), bot(2)]
    list = effectScope().run(() => useBotList(() => told.value))!
  })

  it('has a new bot at once, and once only', () => {
    list.added(bot(3))
    expect(names()).toEqual(['Bot1', 'Bot2', 'Bot3'])
    told.value = [...told.value, bot(3, 'Renamed')]
    expect(names()).toEqual(['Bot1', 'Bot2', 'Renamed'])
    told.value = [bot(1), bot(2)]
    expect(names()).toEqual(['Bot1', 'Bot2'])
  })

  it('has a new bot once if the socket was faster', () => {
    told.value = [...told.value, bot(3)]
    list.added(bot(3))
    expect(names()).toEqual(['Bot1', 'Bot2', 'Bot3'])
  })

  it('loses a deleted bot at once, and shows it again if it is made again', () => {
    list.deleted(1)
    expect(names()).toEqual(['Bot2'])
    told.value = [bot(2)]
    told.value = [bot(1), bot(2)]
    expect(names()).toEqual(['Bot1', 'Bot2'])
  })

  it('does not hide a bot that is made again after a delete that the socket told first', () => {
    told.value = [bot(2)]
    list.deleted(1)
    told.value = [bot(1), bot(2)]
    expect(names()).toEqual(['Bot1', 'Bot2'])
  })

  it('sees changes inside the list that it was given', () => {
    told.value.push(bot(4))
    expect(names()).toEqual(['Bot1', 'Bot2', 'Bot4'])
  })
})
