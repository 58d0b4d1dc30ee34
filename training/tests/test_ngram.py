"""The n-gram model against a slow one made of dictionaries, written from the paper's formulas."""

import sys
import unittest
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cache  # noqa: E402
import ngram  # noqa: E402
import seen  # noqa: E402
from kneser_ney import KneserNey, depths, discounts  # noqa: E402

VOCAB = 60
START = 7


class Slow:
    """Modified Kneser-Ney with one dictionary an order, and recursion."""

    def __init__(self, order, segments):
        self.order = order
        raw = [Counter() for _ in range(order + 1)]
        for segment in segments:
            for end in range(len(segment)):
                for n in range(1, min(order, end + 1) + 1):
                    raw[n][segment[end - n + 1:end + 1]] += 1
        self.counts = [None] * (order + 1)
        self.counts[order] = raw[order]
        for n in range(1, order):
            left = defaultdict(set)
            for gram in raw[n + 1]:
                left[gram[1:]].add(gram[0])
            self.counts[n] = {g: c if g[0] == START else len(left[g]) for g, c in raw[n].items()}
        self.counts[1][(START,)] = 0
        self.discounts = [None]
        self.after = [None]
        for n in range(1, order + 1):
            values = np.array(list(self.counts[n].values()))
            self.discounts.append(discounts(values))
            after = defaultdict(list)
            for gram, c in self.counts[n].items():
                after[gram[:-1]].append(c)
            self.after.append(after)

    def probability(self, context, word):
        n = len(context) + 1
        lower = self.probability(context[1:], word) if n > 1 else (word != START) / (VOCAB - 1)
        counts = self.after[n].get(context, [])
        total = sum(counts)
        if total == 0:
            return lower
        d = self.discounts[n]
        own = self.counts[n].get((*context, word), 0)
        held = sum(d[min(c, 3)] for c in counts)
        return (own - d[min(own, 3)] + held * lower) / total


def corpus(seed, length):
    """Skewed, repetitive tokens with a few file starts, and cuts in the middle of files."""
    random = np.random.default_rng(seed)
    tokens = np.minimum(random.geometric(0.08, length) - 1, VOCAB - 1).astype(np.uint16)
    tokens[tokens == START] = 0
    for _ in range(length // 8):
        a, b = random.integers(0, length - 8, 2)
        tokens[a:a + 6] = tokens[b:b + 6]
    tokens[random.integers(0, length, length // 40)] = START
    tokens[0] = START
    return tokens, np.array([0, length // 3, length // 2])


def segments(tokens, cuts):
    out = []
    for i, token in enumerate(tokens):
        if i in cuts or token == START:
            out.append([])
        out[-1].append(int(token))
    return [tuple(s) for s in out]


class KneserNeyTest(unittest.TestCase):
    def setUp(self):
        self.tokens, self.cuts = corpus(1, 4000)
        self.model = KneserNey(5, VOCAB, START).train(self.tokens, self.cuts)
        self.slow = Slow(5, segments(self.tokens, self.cuts))

    def distribution(self, context):
        rows = np.array([[*context, word] for word in range(VOCAB)], np.uint16)
        cuts = np.arange(VOCAB) * rows.shape[1]
        return self.model.probabilities(rows.reshape(-1), cuts).reshape(rows.shape)[:, -1]

    def test_discounts_come_from_the_counts_and_not_from_the_fallback(self):
        self.assertTrue(all(level.discounts[1] != 0.5 for level in self.model.higher))

    def test_agrees_with_dictionaries(self):
        text, cuts = corpus(2, 900)
        got = self.model.probabilities(text, cuts)
        predicted = text != START
        want = [self.slow.probability(s[max(0, i - 4):i], s[i]) for s in segments(text, cuts) for i in range(len(s))]
        np.testing.assert_allclose(got, want, rtol=0, atol=1e-12)
        np.testing.assert_allclose(np.log(got[predicted]), np.log(np.array(want)[predicted]), rtol=0, atol=1e-9)

    def test_sums_to_one_after_seen_and_unseen_contexts(self):
        seen = [self.tokens[i:i + 4] for i in range(1, 200, 10) if START not in self.tokens[i + 1:i + 4]]
        unseen = [(59, 58, 57, 56), (START, 59, 59), (3, 59, 59, 59), (59,), ()]
        start = [(START,), self.tokens[:3], self.tokens[:4]]
        for context in [*seen, *unseen, *start]:
            self.assertEqual(self.distribution(context)[START], 0)
            self.assertAlmostEqual(self.distribution(context).sum(), 1, delta=1e-12)

    def test_the_start_of_a_file_ends_every_context(self):
        plain = self.model.probabilities(np.array([START, 1, 2], np.uint16), np.array([0]))
        after = self.model.probabilities(np.array([5, 4, 3, START, 1, 2], np.uint16), np.array([0]))
        np.testing.assert_array_equal(plain[1:], after[4:])

    def test_one_token_and_nothing_at_all(self):
        for tokens in ([], [3], [START]):
            model = KneserNey(5, VOCAB, START).train(np.array(tokens, np.uint16), np.zeros(0, int))
            p = model.probabilities(np.array([START, 1, 3], np.uint16), np.array([0]))
            self.assertTrue(np.all((p[1:] > 0) & (p[1:] <= 1)))

    def test_depth_counts_from_the_last_break(self):
        tokens = np.array([1, 2, START, 4, 5, 6])
        np.testing.assert_array_equal(depths(tokens, np.array([4]), START), [0, 1, 0, 1, 0, 1])


class CacheTest(unittest.TestCase):
    def test_the_longest_context_that_stood_before_decides(self):
        p, length = cache.cached([1, 2, 3, 1, 2, 4, 1, 2, 3])
        self.assertEqual(length.tolist(), [-1, 0, 0, 0, 1, 2, 0, 1, 2])
        # After 1 2 came 3, then 4: half; before that only 3, which 4 is not.
        self.assertEqual(p[5], 0)
        self.assertEqual(p[8], 0.5)
        self.assertAlmostEqual(p[6], 2 / 6)

    def test_probabilities_sum_to_one_once_something_was_read(self):
        text = [int(token) for token in corpus(3, 200)[0]]
        for at in (1, 50, 199):
            total = sum(cache.cached([*text[:at], word])[0][-1] for word in range(VOCAB))
            self.assertAlmostEqual(total, 1, delta=1e-12)

    def test_a_context_longer_than_the_cache_looks_back_is_cut(self):
        self.assertEqual(cache.cached([1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7])[1].max(), cache.DEPTH)

    def test_fitted_weights_are_those_that_made_the_text(self):
        random = np.random.default_rng(0)
        p, q = random.uniform(0, 1, (2, 200_000))
        # A token drawn from the mixture of two pairs of outcomes, 0.3 of it from the cache.
        right = random.uniform(0, 1, 200_000) < 0.7 * p + 0.3 * q
        weights = cache.fit(np.where(right, p, 1 - p), np.where(right, q, 1 - q), np.full(200_000, 2))
        self.assertAlmostEqual(weights[2], 0.3, delta=0.01)
        self.assertEqual(weights[[0, 1, 3, 4]].tolist(), [0, 0, 0, 0])

    def test_the_mixture_leaves_the_first_token_to_the_model(self):
        mixed = cache.mixed(np.array([0.2, 0.2]), np.array([0, 1]), np.array([-1, 0]), np.full(5, 0.5))
        np.testing.assert_allclose(mixed, [0.2, 0.6])


class SpansTest(unittest.TestCase):
    def test_overlaps_count_once_and_neighbours_join(self):
        joined = seen.union([[10, 5], [0, 4], [4, 2], [12, 8], [30, 0]])
        self.assertEqual(joined, [(0, 6), (10, 20)])

    def test_for_what_was_read_elsewhere_stand_whole_files_that_were_not_read(self):
        index = {"tokens": 100, "packages": [{"starts": [0, 10, 20]}, {"starts": [50, 60]}]}
        spans = ngram.drawn(index, [(5, 10)], 45)
        self.assertTrue(set(spans) <= {(20, 30), (50, 10), (60, 40)})
        self.assertGreaterEqual(sum(length for _, length in spans), 45)
        self.assertLess(len(spans), 3)
        self.assertEqual(ngram.drawn(index, [], 0), [])


class SelectionTest(unittest.TestCase):
    def test_takes_whole_files_in_order_of_their_hash_up_to_the_limit(self):
        files = [{"language": "python", "path": f'{i}.py', 'text': f'x = {i}\n'} for i in range(50)]
        chosen = ngram.select(files, 60)['python']
        again = ngram.select(files[::-1], 60)['python']
        self.assertEqual([f['path'] for f in chosen], [f['path'] for f in again])
        self.assertLessEqual(sum(len(f['text']) for f in chosen), 60)
        self.assertGreater(len(chosen), 5)

    def test_a_first_file_over_the_limit_is_taken_all_the_same(self):
        files = [{"language": "python", "path": 'a.py', 'text': 'x' * 100}]
        self.assertEqual(len(ngram.select(files, 10)['python']), 1)


if __name__ == '__main__':
    unittest.main()
