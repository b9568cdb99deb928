"""The largest matching of any graph, by Edmonds' search for augmenting paths through blossoms.

Vertices are 0 to n - 1 and a set of them is the bits of one int, so that "the neighbours not yet
seen" is one operation however dense the graph is: here it is nearly complete.
J. Edmonds, "Paths, trees, and flowers", 1965.
"""

from collections.abc import Iterable, Iterator, Sequence

SINGLE = -1


def bits(vertices: int) -> Iterator[int]:
    """The vertices of a set, ascending."""
    while vertices:
        low = vertices & -vertices
        yield low.bit_length() - 1
        vertices ^= low


def enlarge(
    adjacent: Sequence[int], mate: list[int], roots: Iterable[int], alive: int
) -> list[int]:
    """Match as many more vertices as possible and return the roots that stay single.

    Only vertices in ``alive`` take part. Whoever is matched stays matched, perhaps to another, so
    the roots that come first are served first.
    """
    single = []
    free = sum(1 << v for v in bits(alive) if mate[v] == SINGLE)
    for root in roots:
        if mate[root] == SINGLE:
            end, tree, _ = _augment(adjacent, mate, root, alive, free)
            if end == SINGLE:
                single.append(root)
                alive &= ~tree  # a tree that could not grow is of no use to any later search
            else:
                free &= ~(1 << root | 1 << end)
    return single


def spared(adjacent: Sequence[int], mate: list[int], alive: int) -> int:
    """Whoever stays single in at least one of the largest matchings, of which this is one.

    T. Gallai and J. Edmonds found that they tell all about what stands in a matching's way.
    """
    found = 0
    for root in [v for v in bits(alive) if mate[v] == SINGLE]:
        _, tree, outer = _augment(adjacent, mate, root, alive, 0)
        found |= outer
        alive &= ~tree  # whoever could be spared for another root by way of it is known already
    return found


def _augment(
    adjacent: Sequence[int], mate: list[int], root: int, alive: int, free: int
) -> tuple[int, int, int]:
    """Match the root if it can be: return whom the path ended at, the tree that was searched, and
    its outer vertices, which could take the root's place.
    """
    parent: dict[int, int] = {}
    base: dict[int, int] = {root: root}
    members: dict[int, int] = {root: 1 << root}  # of the blossom with this base
    outer = 1 << root
    unseen = alive & ~outer
    queue = [root]
    for v in queue:
        near = adjacent[v]
        ends = near & unseen & free
        if ends:
            end = (ends & -ends).bit_length() - 1
            parent[end] = v
            _flip(mate, parent, end)
            return end, 0, 0
        while growth := near & unseen:
            inner = (growth & -growth).bit_length() - 1
            partner = mate[inner]
            parent[inner] = v
            base[inner], base[partner] = inner, partner
            members[inner], members[partner] = 1 << inner, 1 << partner
            unseen &= ~(1 << inner | 1 << partner)
            outer |= 1 << partner
            queue.append(partner)
        while crossing := near & outer & ~members[base[v]]:
            other = (crossing & -crossing).bit_length() - 1
            for inner in _contract(mate, parent, base, members, v, other):
                if not outer >> inner & 1:
                    outer |= 1 << inner
                    queue.append(inner)
    return SINGLE, alive & ~unseen, outer


def _contract(
    mate: list[int],
    parent: dict[int, int],
    base: dict[int, int],
    members: dict[int, int],
    one: int,
    other: int,
) -> Iterator[int]:
    """Make one blossom of the odd cycle that the edge between two outer vertices closes."""
    top = _meeting(mate, parent, base, one, other)
    bases = {top}
    for vertex, child in ((one, other), (other, one)):
        while base[vertex] != top:
            partner = mate[vertex]
            bases |= {base[vertex], base[partner]}
            parent[vertex] = child
            child = partner
            vertex = parent[partner]
    merged = 0
    for b in bases:
        merged |= members[b]
    members[top] = merged
    for vertex in bits(merged):
        base[vertex] = top
    return bits(merged)


def _meeting(
    mate: list[int], parent: dict[int, int], base: dict[int, int], one: int, other: int
) -> int:
    """The first base that lies on the way to the root from both."""
    passed = set()
    at = base[one]
    while True:
        passed.add(at)
        if mate[at] == SINGLE:
            break
        at = base[parent[mate[at]]]
    at = base[other]
    while at not in passed:
        at = base[parent[mate[at]]]
    return at


def _flip(mate: list[int], parent: dict[int, int], end: int) -> None:
    """Swap matched and unmatched along the path from its end back to the root."""
    vertex = end
    while vertex != SINGLE:
        before = parent[vertex]
        onward = mate[before]
        mate[vertex], mate[before] = before, vertex
        vertex = onward
