"""Everything that XlsxWriter can write is still there after a filling, and the page that says so is true."""

from __future__ import annotations

import pytest
from authoring.excel_features import FEATURES, PAGE, elements, filled, lost, with_table, workbook


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_is_whole_after_filling(feature):
    data = workbook(FEATURES[feature])
    assert elements(data) - elements(filled(data)) == set()


def test_a_lost_feature_would_be_seen():
    by_us, by_openpyxl = lost(FEATURES["sparklines"])
    assert by_us == []
    assert "sparklines" in by_openpyxl


def test_all_features_together_survive_in_one_workbook():
    apart = ("filters", "split panes", "pictures in page headers", "condition: data bars", "text boxes and shapes")
    acts = [act for name, act in FEATURES.items() if name not in apart and name != "dynamic arrays"]
    data = workbook(*acts)
    assert elements(data) - elements(filled(data)) == set()


def test_the_page_is_not_stale():
    text = PAGE.read_text(encoding="utf-8")
    assert with_table(text) == text
