"""The faults that the sample workbooks have on purpose: where each stands and what is to be said of it."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.problems import Level


class Fault(NamedTuple):
    """One planted fault. ``name`` is what the drawing code calls it (``sample_books.Wrong``)."""

    file: str
    sheet: str
    cell: str
    what: str
    level: Level
    code: str
    name: str

    @property
    def place(self) -> str:
        """File › sheet › cell, as a problem's place reads."""
        return f"{self.file} › {self.sheet} › {self.cell}"


_LOG, _DIARIES = "城东支行/活动日志（10-11月）.xlsx", "城西支行/客户经理日志（第四季度）.xlsx"
_CORE, _MARKET = "高新支行/高新支行营销台账2026Q4.xlsx", "分行/同业调研台账.xlsx"
_CUSTOMERS = "分行/客户台账.xlsx"

# intake finds these
READING = (
    Fault("分行/任务分解.xlsx", "11月", "D19", "a text in a number", "error", "IN204", "text-number"),
    Fault(_DIARIES, "石磊", "A268", "a day that does not exist", "error", "IN206", "no-such-day"),
    Fault("分行/贷款台账.xlsx", "贷款台账", "H78", "an error cell", "error", "IN202", "error-cell"),
    Fault(_MARKET, "同业调研", "O21", "a quote without a repayment method", "error", "IN201", "no-method"),
    Fault("分行/值班表.xlsx", "11月值班", "1", "a workbook that is no table of ours", "error", "IN101", "unread-file"),
    Fault(_CUSTOMERS, "城西支行", "A129", "a customer number twice", "warning", "IN401", "double-customer"),
    Fault(_CUSTOMERS, "高新支行", "E19", "an identity number stored as a number", "warning", "IN212", "number-id"),
)
# measures find these, once tables are laid beside each other
MEANING = (
    Fault(_LOG, "11月", "D773", "an officer whom nobody knows", "error", "MS101", "unknown-officer"),
    Fault(_MARKET, "同业调研", "M19", "厘 without a month or year", "warning", "MS203", "bare-li"),
    Fault(_MARKET, "同业调研", "M20", "a bare number for a rate", "warning", "MS202", "bare-number"),
    Fault(_CORE, "营销台账", "C1709", "a loan deal without an application", "warning", "MS112", "deal-alone"),
    Fault(_LOG, "11月", "C808", "a visit at night", "warning", "MS114", "late-visit"),
    Fault(
        "分行/督办台账.xlsx", "督办台账", "J6", "“完成” without reviewer and date", "warning", "MS118", "closed-by-word"
    ),
)
FAULTS = (*READING, *MEANING)
# and this follows: her target is the text in D19
FOLLOWING = (Fault("分行/机构与人员.xlsx", "客户经理名册", "B17", "in post without a target", "warning", "MS121", ""),)
