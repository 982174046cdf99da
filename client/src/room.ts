import './styles/room.scss'

import { createApp } from 'vue'

import { roomNameOf } from './composables/roomName'
import NoRoomPage from './pages/NoRoomPage.vue'
import RoomPage from './pages/RoomPage.vue'

const room = roomNameOf(location.pathname)
const app = room === undefined ? createApp(NoRoomPage) : createApp(RoomPage, { room })
app.mount('#necsus')
