// A player for a message's `media`. History does not start to play.
const audioName = /\.(?:mp3|wav|ogg|oga|m4a|aac|flac|opus|weba|mid)(?:[?#]|$)/i

function isAudio(url: string): boolean {
  return url.startsWith('data:') ? /^data:audio\//i.test(url) : audioName.test(url)
}

export function mediaPlayer(url: string, plays: boolean): HTMLElement {
  const box = document.createElement('div')
  box.className = 'message-media'
  const player = document.createElement(isAudio(url) ? 'audio' : 'video')
  player.controls = true
  // Only its content shows whether it is sound.
  player.preload = isAudio(url) && !plays ? 'none' : 'metadata'
  player.autoplay = plays
  player.src = url
  box.append(player)
  if (player instanceof HTMLVideoElement)
    player.addEventListener('loadedmetadata', () => asAudio(player), { once: true })
  return box
}

/** A name may not tell: what has no picture is shown as sound. */
function asAudio(video: HTMLVideoElement): void {
  if (video.videoWidth > 0) return
  const audio = document.createElement('audio')
  audio.controls = true
  audio.autoplay = video.autoplay
  audio.src = video.src
  video.replaceWith(audio)
}
