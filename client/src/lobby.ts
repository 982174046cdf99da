import { createApp } from 'vue'

import { useTheme } from './settings/useTheme'
import LobbyPage from './lobby/LobbyPage.vue'
import './styles/lobby.scss'

useTheme()
createApp(LobbyPage).mount('#lobby')
