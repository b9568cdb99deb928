"""The cheapest perfect matching, exactly, for a small even number of people.

Edmonds' primal-dual method: every vertex and every blossom carries a dual value, an edge may be
used once its slack (twice its cost less the values at its ends) is 0, and the values move until
all vertices are matched along such edges. J. Edmonds, "Maximum matching and a polyhedron with
0,1-vertices", 1965; the bookkeeping follows Z. Galil, "Efficient algorithms for finding maximum
matching in graphs", 1986.
"""

from collections.abc import Sequence
from itertools import pairwise

Edge = tuple[int, int]
"""The vertex at this end and the vertex at the other."""

UNSEEN, OUTER, INNER = 0, 1, 2


def cheapest(costs: Sequence[Sequence[int]]) -> list[int]:
    """Whom each vertex is matched with, so that the sum over the pairs is the least there is.

    ``costs`` is symmetric, of an even number of vertices; what stands on its diagonal is not read.
    """
    search = _Search([[2 * cost for cost in row] for row in costs])
    search.begin()
    while search.phase():
        pass
    return search.mate


class _Search:
    """A matching on its way. A node is a vertex, or a blossom: an odd ring of nodes."""

    def __init__(self, costs: list[list[int]]) -> None:
        self.costs = costs
        self.count = len(costs)
        self.mate = [-1] * self.count
        self.value = [min(row[:v] + row[v + 1 :], default=0) for v, row in enumerate(costs)]
        self.top = list(range(self.count))
        self.vertices: dict[int, list[int]] = {v: [v] for v in range(self.count)}
        self.ring: dict[int, list[int]] = {}
        self.links: dict[int, list[Edge]] = {}
        """From each node of the ring to the next."""
        self.weight: dict[int, int] = {}
        """The dual value of each blossom."""
        self.label: dict[int, int] = {}
        self.entry: dict[int, Edge] = {}
        """For each inner node, the edge by which the tree reached it, from outside to inside."""
        self.near: dict[int, Edge] = {}
        """For each node, the edge of least slack that an outer vertex has to it."""
        self.gap: dict[int, int] = {}
        """And that slack, of nodes that are not inner."""
        self.inner = [False] * self.count
        """Whether the node of each vertex is."""
        self.queue: list[int] = []
        self.names = self.count

    def slack(self, edge: Edge) -> int:
        one, other = edge
        return 2 * self.costs[one][other] - self.value[one] - self.value[other]

    def begin(self) -> None:
        """Match as many as can be along edges that may be used from the start."""
        value, mate = self.value, self.mate
        for one, row in enumerate(self.costs):
            if mate[one] < 0:
                for other in range(one + 1, self.count):
                    if mate[other] < 0 and 2 * row[other] == value[one] + value[other]:
                        mate[one], mate[other] = other, one
                        break

    def base(self, node: int) -> int:
        """The vertex of a node that is matched outside of it."""
        while node >= self.count:
            node = self.ring[node][0]
        return node

    def phase(self) -> bool:
        """Match two more vertices; say whether there was anything left to do."""
        self.label, self.entry, self.near, self.gap, self.queue = {}, {}, {}, {}, []
        self.inner = [False] * self.count
        for node in sorted(set(self.top)):
            if self.mate[self.base(node)] < 0:
                self._grow_outer(node)
        if not self.queue:
            return False
        while not (self._scan() or self._move_values()):
            pass
        return True

    def _grow_outer(self, node: int) -> None:
        self.label[node] = OUTER
        self.gap.pop(node, None)
        for vertex in self.vertices[node]:
            self.inner[vertex] = False
            self.queue.append(vertex)

    def _grow_inner(self, node: int, entry: Edge) -> None:
        self.label[node], self.entry[node] = INNER, entry
        self.gap.pop(node, None)
        for vertex in self.vertices[node]:
            self.inner[vertex] = True

    def _scan(self) -> bool:
        """Follow every usable edge of the outer vertices; true when the matching has grown."""
        gap = self.gap
        while self.queue:
            one = self.queue.pop()
            mine, here = self.value[one], self.top[one]
            beside = zip(self.costs[one], self.value, self.top, self.inner, strict=True)
            for other, (cost, theirs, node, inner) in enumerate(beside):
                if inner or node == here:
                    continue
                slack = 2 * cost - mine - theirs
                if slack == 0:
                    if self._follow((one, other)):
                        return True
                    here = self.top[one]
                elif node not in gap or slack < gap[node]:
                    gap[node] = slack
                    self.near[node] = (one, other)
        return False

    def _follow(self, edge: Edge) -> bool:
        one, other = edge
        node = self.top[other]
        if self.label.get(node, UNSEEN) == UNSEEN:
            self._grow_inner(node, edge)
            self._grow_outer(self.top[self.mate[self.base(node)]])
        elif self.label[node] == OUTER and node != self.top[one]:
            meeting = self._common(self.top[one], node)
            if meeting < 0:
                self._augment(one, other)
                self._augment(other, one)
                return True
            self._shrink(edge, meeting)
        return False

    def _up(self, node: int) -> int:
        """The outer node two steps nearer to the root, or -1 from the root."""
        partner = self.mate[self.base(node)]
        return -1 if partner < 0 else self.top[self.entry[self.top[partner]][0]]

    def _common(self, one: int, other: int) -> int:
        """The first outer node on the way to the root from both, or -1 for two trees."""
        passed = set()
        while one >= 0:
            passed.add(one)
            one = self._up(one)
        while other >= 0 and other not in passed:
            other = self._up(other)
        return other

    def _way(self, start: int, end: int) -> tuple[list[int], list[Edge]]:
        """The nodes from an outer node up to an ancestor, without it, and the edge out of each."""
        nodes, links = [], []
        node = start
        while node != end:
            inside = self.base(node)
            inner = self.top[self.mate[inside]]
            outside, at = self.entry[inner]
            nodes += [node, inner]
            links += [(inside, self.mate[inside]), (at, outside)]
            node = self.top[outside]
        return nodes, links

    def _shrink(self, edge: Edge, meeting: int) -> None:
        """Make a blossom of the ring that an edge between two outer nodes of one tree closes."""
        left, down = self._way(self.top[edge[0]], meeting)
        right, up = self._way(self.top[edge[1]], meeting)
        node, self.names = self.names, self.names + 1
        self.ring[node] = [meeting, *reversed(left), *right]
        self.links[node] = [*_backwards(down), edge, *up]
        self.weight[node] = 0
        self.vertices[node] = [v for part in self.ring[node] for v in self.vertices[part]]
        for part in self.ring[node]:
            if self.label[part] == INNER:
                self._grow_outer(part)
            self.gap.pop(part, None)
        self.label[node] = OUTER
        for vertex in self.vertices[node]:
            self.top[vertex] = node
        self._measure(node)

    def _measure(self, node: int) -> None:
        """Find the edge of least slack between a node and the outer vertices around it."""
        label, top, value = self.label, self.top, self.value
        outer = [v for v in range(self.count) if top[v] != node and label.get(top[v]) == OUTER]
        for inside in self.vertices[node]:
            row, mine = self.costs[inside], value[inside]
            for outside in outer:
                slack = 2 * row[outside] - mine - value[outside]
                if node not in self.gap or slack < self.gap[node]:
                    self.gap[node], self.near[node] = slack, (outside, inside)

    def _move_values(self) -> bool:
        """Move the values until another edge can be used; true when the matching has grown."""
        blossoms = {node for node in self.top if node in self.weight}
        steps = [self.weight[node] // 2 for node in blossoms if self._is(node, INNER)]
        steps += [gap // 2 if self._is(node, OUTER) else gap for node, gap in self.gap.items()]
        step = min(steps)
        for node in self.gap:
            self.gap[node] -= 2 * step if self._is(node, OUTER) else step
        for vertex, node in enumerate(self.top):
            if self._is(node, OUTER):
                self.value[vertex] += step
            elif self._is(node, INNER):
                self.value[vertex] -= step
        for node in blossoms:
            if self._is(node, OUTER):
                self.weight[node] += 2 * step
            elif self._is(node, INNER):
                self.weight[node] -= 2 * step
        for node in [node for node, gap in self.gap.items() if gap == 0]:
            if self.gap.get(node) == 0 and self._follow(self.near[node]):
                return True
        for node in sorted(blossoms):
            if self._is(node, INNER) and self.weight.get(node) == 0:
                self._expand(node)
        return False

    def _is(self, node: int, label: int) -> bool:
        return self.label.get(node, UNSEEN) == label

    def _expand(self, node: int) -> None:
        """Take an inner blossom apart; the way through it stays in the tree."""
        self._turn(node, self.entry[node][1])
        ring, links, entry = self.ring.pop(node), self.links.pop(node), self.entry.pop(node)
        del self.weight[node], self.label[node], self.vertices[node]
        for part in ring:
            for vertex in self.vertices[part]:
                self.top[vertex] = part
        at = next(i for i, part in enumerate(ring) if entry[1] in self.vertices[part])
        for part in ring:
            for vertex in self.vertices[part]:
                self.inner[vertex] = False
        self._grow_inner(ring[at], entry)
        for i in range(at - 2, -1, -2):
            inside, outside = links[i]
            self._grow_inner(ring[i], (outside, inside))
        for part in ring[1:at:2]:
            self._grow_outer(part)
        for part in [*ring[1:at:2], *ring[at + 1 :]]:
            self._measure(part)

    def _turn(self, node: int, vertex: int) -> None:
        """Number the ring so that from its base to this vertex it is an even number of steps."""
        ring = self.ring[node]
        if next(i for i, part in enumerate(ring) if vertex in self.vertices[part]) % 2:
            self.ring[node] = [ring[0], *reversed(ring[1:])]
            self.links[node] = _backwards(self.links[node])

    def _augment(self, inside: int, outside: int) -> None:
        """Match along the tree, from this end of an edge up to the root."""
        while True:
            node = self.top[inside]
            before = self.mate[self.base(node)]
            self._match(node, inside, outside)
            if before < 0:
                return
            inner = self.top[before]
            inside, outside = self.entry[inner]
            self._match(inner, outside, inside)

    def _match(self, node: int, inside: int, outside: int) -> None:
        """Match a node by this edge, and what lies within it around the ring."""
        if node < self.count:
            self.mate[node] = outside
            return
        self._turn(node, inside)
        ring, links = self.ring[node], self.links[node]
        at = next(i for i, part in enumerate(ring) if inside in self.vertices[part])
        for i, (part, after) in enumerate(pairwise(ring[: at + 1])):
            if i % 2 == 0:
                one, other = links[i]
                self._match(part, one, other)
                self._match(after, other, one)
        self._match(ring[at], inside, outside)
        self.ring[node] = ring[at:] + ring[:at]
        self.links[node] = links[at:] + links[:at]


def _backwards(links: list[Edge]) -> list[Edge]:
    return [(other, one) for one, other in reversed(links)]
