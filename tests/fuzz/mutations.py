"""How a good file is spoilt: bytes, words and numbers, structure, meaning. Mutant ``k`` of a kind is always the same."""

from __future__ import annotations

import copy
import io
import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from ruamel.yaml import YAML

NUMBERS = (
    "0", "-0", "1", "-1", "2", "0.5", "1e-300", "1e308", "1e400", "-1e308", "9" * 19, "9" * 50, "9" * 5000, "1" + "0" * 4999,
    "0x1F", "1_000", "010", "02024", "2024", "1999", "2041", ".nan", "nan", "NaN", ".inf", "-inf", "Infinity", "５", "２０２４", "٢٠٢٤",
    "²", "1²", "½", "五", "1e3", "1.0", "1,000", "3.5%", "150%", "-5%", "50万元", "-5元", "0.5元", "1e9元", "99999万亿元", "6.9",
    "0.1" + "0" * 400, "2023-10-20", "2023-02-30", "２０２３-１０-２０", "٢٠٢٣-١٠-٢٠", "9999-12-31", "11-15", "02-29",
)  # fmt: skip
WORDS = (
    "", "~", "null", "true", "NO", "later", "sampled", "default", "automatic", "*", "any", "by_year", "each", "times", "city",
    "\x00", "\x07", "\x1b[31m", "\x1b]0;x\x07", "\x7f", "\x85", "\x9b31m", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\u3000", "\xa0",
    '"\\x1b[2J"', '"\\u202e"', '"\\ud800"', '"\\0"', '"\\U00110000"', '"\\UFFFFFFFF"', '"\\xZZ"', "'", '"', "''", '""', "é" * 300, "字" * 5000,
    "{beta: {mean: 1e-300, n: 1}}", "{triangular: [3, 2, 1]}", "{uniform: [0, 1]}", "{choice: {}}", "{by_year: {}}", "{poisson: 3}",
    "{normal: {mean: 0, sd: 1}}", "{lognormal: {median: 1, sd: 40}}", "{each: {uniform: [1元, 2元]}}", "{times: [claim_rate, 0.5]}",
    "../../etc/passwd", "/dev/zero", "C:\\x", "http://x/y.yaml", "a" * 300 + ".yaml", "baseline.yaml", "a09.3", "R14", "claim_rate",
    ":", "：", "- ", "\t", "#", "&a", "*a", "!!int", "|", ">", "?", "[", "]", "{", "}", "---", "...", "%", "@", "`", "<<", "=",
)  # fmt: skip
_TOKEN = re.compile(r"[^\s,:{}\[\]]+")
_NUMBER = re.compile(r"(?<![\w.])-?\d[\d.]*(?:e-?\d+)?%?(?:万元|亿元|元)?(?![\w])")
Path = tuple[Any, ...]


def by_bytes(data: bytes, chance: random.Random) -> bytes:
    """A few bytes flipped, put in, taken out or doubled; a line doubled; the rest cut off."""
    for _ in range(chance.randint(1, 3)):
        place, kind = chance.randrange(len(data) + 1), chance.randrange(7)
        if kind == 0:
            one = data[place : place + 1] or b"x"
            data = data[:place] + bytes([one[0] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
        elif kind == 1:
            data = data[:place] + bytes(chance.randrange(256) for _ in range(chance.randint(1, 4))) + data[place:]
        elif kind == 2:
            data = data[:place] + data[place + chance.randint(1, 20) :]
        elif kind == 3:
            data = data[:place] + data[max(0, place - chance.randint(1, 40)) :]
        elif kind == 4:
            lines = data.split(b"\n")
            number = chance.randrange(len(lines))
            data = b"\n".join([*lines[:number], lines[number], *lines[number:]])
        elif kind == 5 and chance.random() < 0.3:
            data = data[:place]
        else:
            data = data[:place] + chance.choice(WORDS).encode("utf-8", "surrogatepass") + data[place:]
    return data


def by_words(text: str, chance: random.Random) -> str:
    """One or two numbers or words replaced by extremes, or by another word of the same file."""
    for _ in range(chance.randint(1, 2)):
        pattern, extremes = (_NUMBER, NUMBERS) if chance.random() < 0.6 else (_TOKEN, WORDS)
        found = list(pattern.finditer(text))
        if not found:
            continue
        one = chance.choice(found)
        other = chance.choice(found)[0] if chance.random() < 0.3 else chance.choice(extremes)
        text = text[: one.start()] + other + text[one.end() :]
    return text


def places(data: Any, path: Path = ()) -> Iterator[Path]:
    """Every path of plain data but the outermost."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield (*path, key)
        yield from places(value, (*path, key))


def at(data: Any, path: Path) -> Any:
    """What stands at a path."""
    for key in path:
        data = data[key]
    return data


def _extreme(chance: random.Random) -> Any:
    numbers = (0, 1, -1, 0.5, 1e-300, 1e17, -1e17, 2024, 10**17, 3, 1.5)
    words = (
        "",
        "x",
        "later",
        "5元",
        "50万元",
        "20%",
        "２０２４",
        "²",
        "a09.3",
        "claim_rate",
        "2023-10-20",
        None,
        True,
        False,
        [],
        {},
        [1],
        {"x": 1},
    )
    return chance.choice([*numbers, *words])


def _around(value: Any, chance: random.Random) -> Any:
    """A value by year, or a distribution, around a value."""
    return chance.choice(
        [
            {"by_year": {2023: value, "later": value}},
            {"by_year": {2024: value, "later": 0}},
            {"uniform": [0, value]},
            {"triangular": [0, value, value]},
            {"normal": {"mean": value, "sd": 1}},
            {"lognormal": {"median": value, "sd": 0.6}},
            {"beta": {"mean": value, "n": 3}},
            {"choice": {0: 0.5, 1: 0.5}},
            {"poisson": value},
            {"each": value},
            {"times": [value, 2]},
        ]
    )


def _nudged(value: Any, chance: random.Random) -> Any:
    """A number, or the number in a text, a little or much larger or smaller: often still a good one."""
    factor = chance.choice((0, 0.5, 0.9, 1.1, 2, 10, 1000))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return type(value)(value * factor)
    if isinstance(value, str) and (found := re.match(r"[0-9]+", value)):
        return f"{int(int(found[0]) * factor)}{value[found.end() :]}"
    return value


ANY, MILD = tuple(range(8)), (0, 3, 5, 5, 7)
"""Ways to spoil a structure, by number (see ``by_structure``): any, and those that often leave a good file."""


def by_structure(data: Any, chance: random.Random, ways: tuple[int, ...] = ANY) -> Any:
    """A key taken out, misspelt, moved; a value swapped, wrapped or made extreme."""
    data = copy.deepcopy(data)
    for _ in range(chance.choice((1, 1, 2))):
        paths = list(places(data))
        if not paths:
            return data
        figures = [path for path in paths if re.match(r"-?[0-9.]", str(at(data, path)))]
        path = chance.choice(figures if figures and (ways != ANY or chance.random() < 0.4) else paths)
        parent, key = at(data, path[:-1]), path[-1]
        kind = chance.choice(ways)
        if kind == 0:
            del parent[key]
        elif kind == 1:
            parent[key] = _extreme(chance)
        elif kind == 2:
            parent[key] = chance.choice([[parent[key]], {"x": parent[key]}, {key: parent[key]}])
        elif kind == 3:
            parent[key] = _around(parent[key], chance)
        elif kind == 4 and isinstance(parent, dict):
            word = str(key)
            cut = chance.randrange(len(word) + 1)
            parent[word[:cut] + chance.choice(["", "x", word[cut : cut + 1] * 2]) + word[cut + 1 :]] = parent.pop(key)
        elif kind == 5:
            parent[key] = _nudged(parent[key], chance)
        elif kind == 6:
            parent[key] = copy.deepcopy(at(data, chance.choice(paths)))
        else:
            _swap(data, paths, path, chance)
    return data


def _swap(data: Any, paths: list[Path], path: Path, chance: random.Random) -> None:
    """Two values of one kind change places."""
    alike = [one for one in paths if type(at(data, one)) is type(at(data, path)) and one != path[: len(one)]
             and path != one[: len(path)]]  # fmt: skip
    if alike:
        other = chance.choice(alike)
        first, second = at(data, path[:-1]), at(data, other[:-1])
        first[path[-1]], second[other[-1]] = second[other[-1]], first[path[-1]]


def as_yaml(data: Any) -> str:
    """Plain data as YAML, or as JSON where it has keys that YAML cannot sort out."""
    out = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.sort_base_mapping_type_on_output = False
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 10_000
    yaml.representer.ignore_aliases = lambda _: True
    try:
        yaml.dump(data, out)
    except Exception:  # a key that YAML does not write
        return json.dumps(data, ensure_ascii=False)
    return out.getvalue()


def mutant(
    text: str, parsed: Callable[[], Any] | None, write: Callable[[Any], str], chance: random.Random, *, mild: bool
) -> bytes:
    """A spoilt copy of ``text``; ``parsed`` gives its data, if it has a structure, which ``write`` makes a text again."""
    if parsed is not None and mild:
        return write(by_structure(parsed(), chance, MILD)).encode("utf-8", "surrogatepass")
    kind = chance.random()
    if parsed is not None and kind < 0.5:
        return write(by_structure(parsed(), chance)).encode("utf-8", "surrogatepass")
    if kind < 0.8:
        return by_words(text, chance).encode("utf-8", "surrogatepass")
    return by_bytes(text.encode(), chance)
