"""Draws templates/prospect-screen/: the prospects whom the models of 一圈 一链 一平台 一渠道 pick this month."""

from __future__ import annotations

from pathlib import Path

from authoring.clients.screen_book import Screen, draw_screen
from authoring.house_book import COUNT, WAN, Column

SCREEN = Screen(
    file="prospect-screen.xlsx",
    title="准客户筛选名单",
    of="准客户",
    picked=(
        Column("序号", 5, "{{ 户.序号 }}", COUNT, align="center"),
        Column("客户经理", 8.5, "{{ 户.客户经理 }}", shrink=True),
        Column("准客户编号", 11, "{{ 户.准客户编号 }}"),
        Column("客户", 8, "{{ 户.客户 }}", shrink=True),
        Column("现阶段", 7, "{{ 户.准客户阶段 }}", align="center"),
        Column("市场", 12.5, "{{ 户.市场 }}", shrink=True),
        Column("需求金额", 8.5, "{{ 户.需求金额 }}", WAN),
    ),
    excluded=(
        Column("序号", 7, "{{ 户.序号 }}", COUNT, align="center"),
        Column("管户人", 12, "{{ 户.客户经理 }}", shrink=True),
        Column("准客户编号", 15, "{{ 户.准客户编号 }}"),
        Column("姓名或户名", 16, "{{ 户.客户 }}", shrink=True),
        Column("现阶段", 10, "{{ 户.准客户阶段 }}", align="center"),
        Column("需求金额", 12, "{{ 户.需求金额 }}", WAN),
        Column("排除原因", 26, "{{ 户.排除原因 }}"),
    ),
    exclusions="prospect_exclude",
)


def draw(folder: Path) -> None:
    """Writes prospect-screen.xlsx into the folder."""
    draw_screen(folder, SCREEN)
