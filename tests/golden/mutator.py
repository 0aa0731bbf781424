"""Structure-aware mutants of honest changes, the same ones for the same seed.

A mutant is an honest draft after one to three mutations. They know the format, so that most mutants
are wrong in one place alone: sizes are put right again, keys follow a changed order. About one
mutant in four is an honest change still. Longer than most files, since it is a list: each mutation
stands alone, with its sentence.
"""

from collections.abc import Callable, Iterable, Sequence
from random import Random

from tests.golden.drafts import PEOPLE, Draft, content, honest, parts
from tests.golden.spelling import base36, block, sized, varint

STRANGE_QUESTIONS = ["", "a b", "\x1f", "road\n", "\U0001f6b2", "q" * 257, "\u0378", "a/b", "\0"]
NUMBERS = [0, 1, 2, 127, 128, 255, 16383, 16384, 2**31, 2**32 - 1, 2**53 - 1, 2**53, 2**64 - 1]
STRANGE_CONTENTS = [
    "c1", "9290", "93c090c0", "92c0c0", "92cb7ff800000000000090", "92ca7f80000090", "92d4050090",
    "92d6ff0000000190", "928090", "9281a16b0190", "92c4016190", "92919090", "92a1ff90",
    "92a3eda08090", "92cf002000000000000090", "92ddffffffff90", "92dbffffffff90", "92c091ff",
    "92c0920505", "92c091c3", "92c091cb4014000000000000", "92c090c0", "92c091cf0020000000000000",
]  # fmt: skip


def mutants(seed: int, count: int, people: Sequence[str] = PEOPLE) -> Iterable[Draft]:
    """`count` mutants of changes of these people."""
    random = Random(seed)
    for _ in range(count):
        draft = honest(random, people)
        for _ in range(random.choice([1, 1, 1, 2, 3])):
            name, change = random.choice(MUTATIONS)
            if draft.ready is None:
                draft.done.append(name)
                change(random, draft)
        yield draft


# Mutations that leave an honest change honest.


def another_value(random: Random, draft: Draft) -> None:
    """One answer says something else."""
    at = random.randrange(len(draft.blocks))
    root, key, _ = draft.blocks[at]
    if at:
        draft.blocks[at] = (root, key, content(random, draft.client))


def another_spelling(random: Random, draft: Draft) -> None:
    """One item as the other library writes it."""
    at = random.randrange(len(draft.blocks))
    draft.spellings[at] = "yjs" if draft.spellings[at] == "pycrdt" else "pycrdt"


def another_order(random: Random, draft: Draft) -> None:
    """The answers in another order."""
    tail = list(zip(draft.blocks[1:], draft.spellings[1:], strict=True))
    random.shuffle(tail)
    draft.blocks[1:] = [of for of, _ in tail]
    draft.spellings[1:] = [spelling for _, spelling in tail]


def other_name(random: Random, draft: Draft) -> None:
    """Another client id, and keys that follow it; honest below 2^53."""
    old, draft.client = draft.client, random.choice(NUMBERS)
    for at, (root, key, said) in enumerate(draft.blocks):
        stem = key.removesuffix(base36(old))
        draft.blocks[at] = (root, stem + base36(draft.client), said)
    draft.honest = draft.honest and draft.client < 2**53


# Mutations of items: everything around the fault is put right.


def strange_question(random: Random, draft: Draft) -> None:
    """A name that a question cannot have."""
    _rename(random, draft, random.choice(STRANGE_QUESTIONS) + "\x1f" + base36(draft.client))


def strange_key(random: Random, draft: Draft) -> None:
    """A key that does not carry the change id, or carries it in another way."""
    name = base36(draft.client)
    other = base36(draft.client ^ 1)
    keys = ["", "road", name, f"road\x1f{other}", f"road\x1f0{name}", f"road{name}", f"\x1f{name}"]
    _rename(
        random, draft, random.choice([*keys, f"road\x1f{name.upper()}x", f"road\x1f{name}\x1f"])
    )


def _rename(random: Random, draft: Draft, key: str) -> None:
    at = random.randrange(len(draft.blocks))
    root, _, said = draft.blocks[at]
    draft.blocks[at] = (root, key, said)
    draft.honest = False


def other_root(random: Random, draft: Draft) -> None:
    """An item in another map."""
    at = random.randrange(len(draft.blocks))
    root, key, said = draft.blocks[at]
    others = [each for each in ["j", "a", "b", "", "aa"] if each != root]
    draft.blocks[at] = (random.choice(others), key, said)
    draft.honest = False


def strange_content(random: Random, draft: Draft) -> None:
    """A value that no entry may hold."""
    at = random.randrange(len(draft.blocks))
    root, key, _ = draft.blocks[at]
    draft.blocks[at] = (root, key, bytes.fromhex(random.choice(STRANGE_CONTENTS)))
    draft.honest = False


def torn_content(random: Random, draft: Draft) -> None:
    """One byte of a content is another one; it may still be an answer."""
    at = random.randrange(len(draft.blocks))
    root, key, said = draft.blocks[at]
    data = bytearray(said)
    data[random.randrange(len(data))] = random.randrange(256)
    draft.blocks[at] = (root, key, bytes(data))
    draft.honest = False


def twice(random: Random, draft: Draft) -> None:
    """An item twice."""
    at = random.randrange(len(draft.blocks))
    to = random.randrange(len(draft.blocks) + 1)
    draft.blocks.insert(to, draft.blocks[at])
    draft.spellings.insert(to, draft.spellings[at])
    draft.honest = False


def missing(random: Random, draft: Draft) -> None:
    """An item less, with the count put right."""
    at = random.randrange(len(draft.blocks))
    del draft.blocks[at], draft.spellings[at]
    if not draft.blocks:
        draft.blocks, draft.spellings = [("j", "", b"\xc0")], ["pycrdt"]
    draft.honest = False


def foreign(random: Random, draft: Draft) -> None:
    """An item of another change among its own."""
    other = honest(random)
    at = random.randrange(len(other.blocks))
    draft.blocks.append(other.blocks[at])
    draft.spellings.append(other.spellings[at])
    draft.honest = False


def other_client(random: Random, draft: Draft) -> None:
    """Another client id in front of keys that stay."""
    draft.client = random.choice([draft.client + 1, draft.client ^ 1, *NUMBERS])
    draft.honest = False


# Mutations of the bytes: the update is written, then changed.


def write(draft: Draft, tokens: Iterable[bytes]) -> None:
    draft.ready = b"".join(tokens)
    draft.honest = False


def other_number(random: Random, draft: Draft) -> None:
    """One small part is another number: a count, a clock, a size."""
    tokens = draft.tokens()
    at = random.choice([at for at, token in enumerate(tokens) if len(token) <= 2])
    near = tokens[at][0] if tokens[at] else 0
    tokens[at] = varint(random.choice([near + 1, max(near - 1, 0), *NUMBERS]))
    write(draft, tokens)


def overlong(random: Random, draft: Draft) -> None:
    """One number with needless bytes behind."""
    tokens = draft.tokens()
    at = random.choice([at for at, token in enumerate(tokens) if 0 < len(token) <= 8])
    padding = b"\x80" * random.choice([0, 0, 1, 8])
    tokens[at] = tokens[at][:-1] + bytes([tokens[at][-1] | 0x80]) + padding + b"\x00"
    write(draft, tokens)


def flipped(random: Random, draft: Draft) -> None:
    """One bit of one part, large or small."""
    tokens = draft.tokens()
    at = random.choice([at for at, token in enumerate(tokens) if token])
    data = bytearray(tokens[at])
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    tokens[at] = bytes(data)
    write(draft, tokens)


def origin(random: Random, draft: Draft) -> None:
    """An item with an origin, a right origin or a parent by id, of its own or another client."""
    tokens = draft.tokens()[:4]
    chosen = random.randrange(len(draft.blocks))
    point = varint(random.choice([draft.client, 5])) + varint(random.randrange(3))
    for at, (of, spelling) in enumerate(zip(draft.blocks, draft.spellings, strict=True)):
        item = parts(of, spelling)
        if at == chosen:
            bits = random.choice([0x80, 0x40, 0xC0, 0])
            behind = item[6:] if bits and random.random() < 0.5 else item[1:]
            points = [point] * (bits.bit_count() or 1)
            item = (
                [bytes([item[0][0] | bits]), *points, *behind]
                if bits
                else ([item[0], b"\x00", point, *item[4:]])
            )
        tokens += item
    write(draft, [*tokens, b"\x00"])


def other_kind(random: Random, draft: Draft) -> None:
    """An item of another kind of content, a piece of garbage or a skip."""
    tokens = draft.tokens()
    infos = [at for at, token in enumerate(tokens) if token in (b"\x28", b"\x23")]
    tokens[random.choice(infos)] = bytes([random.choice([0x20, 0]) | random.randrange(16)])
    write(draft, tokens)


def deletes(random: Random, draft: Draft) -> None:
    """A delete set."""
    client = random.choice([draft.client, 5])
    ranges = (
        varint(random.randrange(3)) + varint(random.randrange(4)) + varint(random.randrange(99))
    )
    write(draft, [*draft.tokens()[:-1], b"\x01", varint(client), ranges])


def two_sections(random: Random, draft: Draft) -> None:
    """A second client section: another client's, or the same one again."""
    other = honest(random)
    client = random.choice([draft.client, other.client])
    start = varint(random.choice([0, 1, len(draft.blocks)]))
    second = [block(of, "pycrdt") for of in other.blocks]
    tokens = [b"\x02", *draft.tokens()[1:-1], varint(len(second)), varint(client), start, *second]
    write(draft, [*tokens, b"\x00"])


def moved(random: Random, draft: Draft) -> None:
    """Parts left out, twice, or exchanged."""
    tokens = draft.tokens()
    one, other = random.randrange(len(tokens)), random.randrange(len(tokens))
    act = random.randrange(3)
    if act == 0:
        del tokens[one]
    elif act == 1:
        tokens.insert(other, tokens[one])
    else:
        tokens[one], tokens[other] = tokens[other], tokens[one]
    write(draft, tokens)


def cut(random: Random, draft: Draft) -> None:
    """An end too early, or too late."""
    data = draft.update()
    at = random.randrange(len(data))
    write(draft, [data[:at] if random.random() < 0.5 else data + data[:at][-3:] + b"\x00"])


def noise(random: Random, draft: Draft) -> None:
    """Random bytes anywhere."""
    data = draft.update()
    at = random.randrange(len(data))
    write(draft, [data[:at], random.randbytes(random.choice([1, 1, 2, 9])), data[at:]])


def swollen(random: Random, draft: Draft) -> None:
    """A content sized in another way than it is."""
    tokens = draft.tokens()
    at = random.choice([at for at, token in enumerate(tokens) if len(token) > 3] or [1])
    tokens[at - 1] = sized(tokens[at] + b"\x00")[: len(tokens[at - 1])]
    write(draft, tokens)


MUTATIONS: list[tuple[str, Callable[[Random, Draft], None]]] = [
    (mutation.__name__, mutation)
    for mutation in (
        another_value,
        another_value,
        another_spelling,
        another_order,
        other_name,
        strange_question,
        strange_key,
        other_root,
        strange_content,
        torn_content,
        torn_content,
        twice,
        missing,
        foreign,
        other_client,
        other_number,
        other_number,
        overlong,
        flipped,
        flipped,
        origin,
        other_kind,
        deletes,
        two_sections,
        moved,
        cut,
        noise,
        swollen,
    )
]
