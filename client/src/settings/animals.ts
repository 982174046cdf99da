// Names for new bots: easy to say, to type and to tell apart.
export const animals = `
  Adder Albatross Alpaca Ant Antelope Badger Bat Bear Beaver Bee Beetle Bison Boar Buffalo Butterfly Camel Canary Caribou
  Cat Cheetah Chicken Cicada Clam Cobra Cod Cow Coyote Crab Crane Cricket Crow Deer Dingo Dog Dolphin Donkey Dove Duck
  Eagle Eel Elephant Elk Emu Falcon Ferret Finch Fox Frog Gecko Gibbon Giraffe Goat Goose Hamster Hare Hawk Hedgehog
  Heron Horse Ibis Jackal Jaguar Kangaroo Kiwi Koala Lemur Leopard Lion Lizard Llama Lobster Lynx Magpie Mole Moose
  Mouse Newt Octopus Otter Owl Ox Panda Parrot Pelican Penguin Pigeon Platypus Pony Possum Quail Quokka Rabbit Raven
  Robin Salmon Seal Shark Sheep Sloth Snail Spider Squid Swan Tiger Toad Turtle Walrus Wombat Zebra
`
  .trim()
  .split(/\s+/)

/** Three different animals, like `Owl-Cod-Otter`; `random` answers as Math.random does. */
export function animalName(random: () => number = Math.random): string {
  const left = [...animals]
  const draw = () => left.splice(Math.floor(random() * left.length), 1)[0]!
  return [draw(), draw(), draw()].join('-')
}
