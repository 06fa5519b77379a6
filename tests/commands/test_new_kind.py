"""A stranger adds a kind with docs/kinds.md at hand: a folder, a declaration, a template, and no Python."""

from __future__ import annotations

from pathlib import Path

import docx
from commands.packs import chenxi, workspace

KIND = """
title    = { zh = "支行小结", en = "Branch summary" }
period   = ["week"]
one_per  = ["branch"]
figures  = ["funnel", "officers"]
[[file]]
template = "summary.docx"
output   = "{period}/{branch}/小结.docx"
[settings]
greeting = "各位同事"
"""


def template(path: Path, *, misspelt: bool = False) -> None:
    document = docx.Document()
    document.add_paragraph(
        "{{ 设置.greeting }}：{{ 支行 }}本周咨询 {{ 漏斗.咨询两 if false }}"
        if misspelt
        else "{{ 设置.greeting }}：{{ 支行 }}本周咨询 {{ 漏斗.咨询量 }} 次"
    )
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "{%tr for 人 in 客户经理表 %}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{ 人.客户经理 }}", "{{ 人.咨询转化率 }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    document.save(str(path))


def test_a_kind_is_laid_down_checked_and_built(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    kind = folder / "templates" / "branch-summary"
    kind.mkdir(parents=True)
    (kind / "kind.toml").write_text(KIND, encoding="utf-8")
    template(kind / "summary.docx", misspelt=True)
    wrong = chenxi("kinds", "check", "branch-summary", "--lang", "zh", at=folder)
    assert wrong.returncode == 1
    assert "咨询量" in wrong.stdout  # the nearest name
    template(kind / "summary.docx")
    assert chenxi("kinds", "check", "branch-summary", at=folder).returncode == 0
    (folder / "chenxi.toml").write_text('[kind.branch-summary]\ngreeting = "大家好"\n', encoding="utf-8")
    assert chenxi("build", "branch-summary", at=folder).returncode == 0
    made = docx.Document(str(folder / "outputs" / "2026-W47" / "城东支行" / "小结.docx"))
    assert made.paragraphs[0].text.startswith("大家好：城东支行本周咨询 ")
    assert len(made.tables[0].rows) == 8
    assert made.tables[0].cell(0, 1).text.endswith("%")


def test_a_new_kind_starts_as_a_copy_of_another(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    done = chenxi("kinds", "new", "my-sheet", "--like", "sign-in-sheet", at=folder)
    assert done.returncode == 0
    assert (folder / "templates" / "my-sheet" / "kind.toml").is_file()
    again = chenxi("kinds", "new", "my-sheet", at=folder)
    assert again.returncode == 2
    assert chenxi("build", "sign-in-sheet", at=folder).returncode == 0
    assert chenxi("build", "my-sheet", at=folder).returncode == 0
    made = {file.name for file in (folder / "outputs" / "2026-W47" / "城东支行").iterdir()}
    assert {"签到表.docx", "签到表（my-sheet）.docx"} <= made  # a paper of its own, not the other's


def test_check_lists_what_a_template_needs_by_both_names(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    lines = chenxi("kinds", "check", "sign-in-sheet", at=tmp_path).stdout.splitlines()
    assert "  在岗名单.客户经理  roster_list.officer" in lines
    assert "  支行  branch" in lines


CARD = """
title    = { zh = "活动提示卡", en = "Campaign card" }
period   = ["quarter"]
one_per  = ["campaign"]
figures  = ["campaign_info"]
[[file]]
template = "card.docx"
output   = "{period}/{branch}/提示卡/{campaign}.docx"
"""


def test_a_kind_for_each_campaign_joins_a_pack_and_a_branch_has_its_own_template(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    kind = folder / "templates" / "campaign-card"
    kind.mkdir(parents=True)
    (kind / "kind.toml").write_text(CARD, encoding="utf-8")
    for name, words in (("card", "行里的卡"), ("城西支行", "城西自己的卡")):
        document = docx.Document()
        document.add_paragraph(words + "：{{ 营销活动 }}，{{ 活动信息.目的 }}")
        document.save(str(kind / f"{name}.docx"))
    (folder / "chenxi.toml").write_text('[packs]\ncards = ["campaign-card"]\n', encoding="utf-8")
    assert chenxi("kinds", "check", "campaign-card", at=folder).returncode == 0
    done = chenxi("build", "cards", "--period", "2026-Q4", at=folder)
    assert done.returncode == 0, done.stderr + done.stdout
    made = folder / "outputs" / "2026-Q4"
    said = {
        branch: {docx.Document(str(file)).paragraphs[0].text for file in (made / branch / "提示卡").iterdir()}
        for branch in ("城东支行", "城西支行")
    }
    assert said["城东支行"] and all(text.startswith("行里的卡：") for text in said["城东支行"])
    assert said["城西支行"] and all(text.startswith("城西自己的卡：") for text in said["城西支行"])
