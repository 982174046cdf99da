import { createApp } from 'vue'

import { useTheme } from './composables/useTheme'
import LobbyPage from './pages/LobbyPage.vue'
import './styles/lobby.scss'

useTheme()
createApp(LobbyPage).mount('#lobby')
