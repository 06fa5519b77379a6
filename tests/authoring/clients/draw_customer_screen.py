"""Draws templates/customer-screen/: the customers whom the models pick this month."""

from __future__ import annotations

from pathlib import Path

from authoring.clients.screen_book import Screen, draw_screen
from authoring.house_book import COUNT, WAN, Column

SCREEN = Screen(
    file="customer-screen.xlsx",
    title="存量客户筛选名单",
    of="客户",
    picked=(
        Column("序号", 5, "{{ 户.序号 }}", COUNT, align="center"),
        Column("客户经理", 8.5, "{{ 户.客户经理 }}", shrink=True),
        Column("客户编号", 12, "{{ 户.客户编号 }}"),
        Column("客户", 8, "{{ 户.客户 }}", shrink=True),
        Column("客户层级", 8, "{{ 户.客户层级 }}", align="center"),
        Column("市场", 12.5, "{{ 户.市场 }}", shrink=True),
        Column("余额", 8, "{{ 户.余额 }}", WAN),
    ),
    excluded=(
        Column("序号", 7, "{{ 户.序号 }}", COUNT, align="center"),
        Column("管户人", 12, "{{ 户.客户经理 }}", shrink=True),
        Column("客户编号", 15, "{{ 户.客户编号 }}"),
        Column("姓名或户名", 16, "{{ 户.客户 }}", shrink=True),
        Column("客户层级", 10, "{{ 户.客户层级 }}", align="center"),
        Column("余额", 12, "{{ 户.余额 }}", WAN),
        Column("排除原因", 26, "{{ 户.排除原因 }}"),
    ),
    exclusions="exclude",
)


def draw(folder: Path) -> None:
    """Writes customer-screen.xlsx into the folder."""
    draw_screen(folder, SCREEN)
