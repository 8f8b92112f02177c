"""Which of YAMNet's classes belong to which wider ones.

The classes stand in the order of AudioSet's ontology, each before what it contains, so most groups are
stretches of the list. A group that bears a class's name sums up that class; the others are new names.
"""

from typing import TypedDict

GROUPS = """
Respiratory sounds = Breathing .. Sniff
Human group actions = Clapping ; Cheering .. Children playing
Natural sounds = Wind .. Crackle
Domestic sounds = Door .. Writing
Speech = Speech .. Speech synthesizer
Shout = Shout .. Children shouting
Laughter = Laughter .. Chuckle, chortle
Crying, sobbing = Crying, sobbing .. Wail, moan
Singing = Singing .. Humming
Breathing = Breathing .. Snort
Cough = Cough .. Throat clearing
Hands = Hands .. Clapping
Heart sounds, heartbeat = Heart sounds, heartbeat .. Heart murmur
Animal = Animal .. Whale vocalization
Domestic animals, pets = Domestic animals, pets .. Caterwaul
Dog = Dog .. Whimper (dog)
Cat = Cat .. Caterwaul
Livestock, farm animals, working animals = Livestock, farm animals, working animals .. Honk
Horse = Horse .. Neigh, whinny
Cattle, bovinae = Cattle, bovinae .. Cowbell
Pig = Pig .. Oink
Goat = Goat .. Bleat
Fowl = Fowl .. Honk
Chicken, rooster = Chicken, rooster .. Crowing, cock-a-doodle-doo
Turkey = Turkey .. Gobble
Duck = Duck .. Quack
Goose = Goose .. Honk
Wild animals = Wild animals .. Whale vocalization
Roaring cats (lions, tigers) = Roaring cats (lions, tigers) .. Roar
Bird = Bird .. Bird flight, flapping wings
Bird vocalization, bird call, bird song = Bird vocalization, bird call, bird song .. Squawk
Pigeon, dove = Pigeon, dove .. Coo
Crow = Crow .. Caw
Owl = Owl .. Hoot
Rodents, rats, mice = Rodents, rats, mice .. Patter
Insect = Insect .. Bee, wasp, etc.
Frog = Frog .. Croak
Snake = Snake .. Rattle
Music = Music .. Scary music
Musical instrument = Musical instrument .. Scratching (performance technique)
Plucked string instrument = Plucked string instrument .. Ukulele
Guitar = Guitar .. Strum
Keyboard (musical) = Keyboard (musical) .. Harpsichord
Piano = Piano .. Electric piano
Organ = Organ .. Hammond organ
Synthesizer = Synthesizer .. Sampler
Percussion = Percussion .. Steelpan
Drum = Drum .. Tabla
Snare drum = Snare drum .. Drum roll
Cymbal = Cymbal .. Hi-hat
Rattle (instrument) = Rattle (instrument) .. Maraca
Mallet percussion = Mallet percussion .. Steelpan
Brass instrument = Brass instrument .. Trombone
Bowed string instrument = Bowed string instrument .. Double bass
Violin, fiddle = Violin, fiddle .. Pizzicato
Wind instrument, woodwind instrument = Wind instrument, woodwind instrument .. Clarinet
Bell = Bell .. Change ringing (campanology)
Rock music = Rock music .. Psychedelic rock
Electronic music = Electronic music .. Trance music
Music of Latin America = Music of Latin America .. Flamenco
Vocal music = Vocal music .. A capella
Music of Africa = Music of Africa .. Afrobeat
Christian music = Christian music .. Gospel music
Music of Asia = Music of Asia .. Music of Bollywood
Wind = Wind .. Wind noise (microphone)
Thunderstorm = Thunderstorm .. Thunder
Water = Water .. Gurgling
Rain = Rain .. Rain on surface
Ocean = Ocean .. Waves, surf
Fire = Fire .. Crackle
Vehicle = Vehicle .. Skateboard
Boat, Water vehicle = Boat, Water vehicle .. Ship
Motor vehicle (road) = Motor vehicle (road) .. Traffic noise, roadway noise
Car = Car .. Race car, auto racing
Vehicle horn, car horn, honking = Vehicle horn, car horn, honking .. Toot
Truck = Truck .. Ice cream truck, ice cream van
Emergency vehicle = Emergency vehicle .. Fire engine, fire truck (siren)
Rail transport = Rail transport .. Subway, metro, underground
Train = Train .. Train wheels squealing
Aircraft = Aircraft .. Fixed-wing aircraft, airplane
Aircraft engine = Aircraft engine .. Propeller, airscrew
Engine = Engine .. Accelerating, revving, vroom
Light engine (high frequency) = Light engine (high frequency) .. Chainsaw
Door = Door .. Squeak
Doorbell = Doorbell .. Ding-dong
Toothbrush = Toothbrush .. Electric toothbrush
Typing = Typing .. Computer keyboard
Alarm = Alarm .. Steam whistle
Telephone = Telephone .. Busy signal
Siren = Siren .. Civil defense siren ; Police car (siren) .. Fire engine, fire truck (siren)
Whistle = Whistle .. Steam whistle
Mechanisms = Mechanisms .. Single-lens reflex camera
Clock = Clock .. Tick-tock
Camera = Camera .. Single-lens reflex camera
Tools = Tools .. Drill
Power tool = Power tool .. Drill
Explosion = Explosion .. Boom
Gunshot, gunfire = Gunshot, gunfire .. Cap gun
Fireworks = Fireworks .. Firecracker
Wood = Wood .. Crack
Glass = Glass .. Shatter
Liquid = Liquid .. Boiling
Effects unit = Effects unit .. Chorus effect
Noise = Noise .. Vibration
"""


class SoundGroup(TypedDict):
    """A wider name and the numbers of the classes that it sums up."""

    name: str
    classes: list[int]


def groups(names: list[str]) -> list[SoundGroup]:
    """Give the groups over the classes. Raise SystemExit at a name that is no class."""
    made: list[SoundGroup] = []
    for line in GROUPS.strip().splitlines():
        name, stretches = line.split(" = ")
        members: list[int] = []
        for stretch in stretches.split(" ; "):
            first, _, last = stretch.partition(" .. ")
            unknown = {first, last or first} - set(names)
            if unknown:
                raise SystemExit(f"{name}: there is no class {', '.join(unknown)}")
            members += range(names.index(first), names.index(last or first) + 1)
        if len(members) < 2:
            raise SystemExit(f"{name} sums up nothing")
        made.append({"name": name, "classes": members})
    return made
