import { createApp } from 'vue'

import LobbyPage from './lobby/LobbyPage.vue'
import { useTheme } from './settings/useTheme'
import './styles/lobby.scss'

useTheme()
createApp(LobbyPage).mount('#lobby')
