import './styles/room.scss'

import { createApp } from 'vue'

import { roomNameOf } from './address'
import NoRoomPage from './room/NoRoomPage.vue'
import RoomPage from './room/RoomPage.vue'

const room = roomNameOf(location.pathname)
const app = room === undefined ? createApp(NoRoomPage) : createApp(RoomPage, { room })
app.mount('#necsus')
