"""Customers, their products, loans and target groups → holdings and penetration (渗透率)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.work.funnel import new_files
from pipeline.measures.loans import lent
from pipeline.measures.people import banks_of, everybody
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

WIDE: tuple[By, ...] = ("bank", "branch")


@once
def files(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Each customer once, by customer number, with bank and branch."""
    return rows_of(tables, ctx, "customers").dropna(subset=["customer_no"]).drop_duplicates("customer_no")


@once
def held(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Each customer's product once, in the customer's own branch; of a customer without a file, in the row's."""
    frame = rows_of(tables, ctx, "holdings").drop_duplicates(["customer_no", "product"])
    home = frame["customer_no"].map(files(tables, ctx).set_index("customer_no")["branch"]).astype("object")
    branch = home.where(home.notna(), frame["branch"])
    return frame.assign(branch=branch, bank=banks_of(branch, tables, ctx))


def _counted(frame: pd.DataFrame, index: pd.Index[Any], level: By) -> pd.Series[Any]:
    return frame.groupby(list(LEVELS[level])).size().reindex(index).fillna(0.0).astype("float64")


def _holding_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"customers": files(tables, ctx), "holdings": held(tables, ctx)}


@figure(
    term="产品渗透",
    needs=("customers", "holdings"),
    by=WIDE,
    shape="many",
    fields=("number", "product", "holders", "customers", "penetration"),
    rows=_holding_rows,
)
def product_holding(tables: Tables, ctx: Context) -> Frames:
    """Holders of each product among the customers on file; the most held first."""
    return {level: listed(_holders(tables, ctx, level), level, "product_holding") for level in WIDE}


def _holders(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = list(LEVELS[level])
    known = held(tables, ctx)
    known = known[known["customer_no"].isin(files(tables, ctx)["customer_no"])]
    index = everybody(tables, ctx, ctx.span, level)
    found = known.groupby([*keys, "product"]).size().astype("float64").rename("holders").reset_index("product")
    found = found.join(_counted(files(tables, ctx), index, level).rename("customers"))
    found = found.assign(penetration=ratio(found["holders"], found["customers"]))
    return found.sort_values(["holders", "product"], ascending=[False, True], kind="stable")


@figure(
    term="持有概况",
    needs=("customers", "holdings"),
    by=WIDE,
    shape="one",
    fields=("customers", "products_per_customer", "new_customers"),
    rows=_holding_rows,
)
def holding(tables: Tables, ctx: Context) -> Frames:
    """Customers on file, products per customer, and customers with a complete file added in the period."""
    frames: dict[By, pd.DataFrame] = {}
    known = held(tables, ctx)
    known = known[known["customer_no"].isin(files(tables, ctx)["customer_no"])]
    for level in WIDE:
        index = everybody(tables, ctx, ctx.span, level)
        counts = _counted(files(tables, ctx), index, level)
        per_customer = ratio(_counted(known, index, level), counts)
        added = _counted(new_files(tables, ctx), index, level)
        frames[level] = pd.DataFrame(
            {"customers": counts, "products_per_customer": per_customer, "new_customers": added}
        )
    return frames


@once
def borrowers(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Customers on file who have a loan of ours with a balance, by number, else by name within the branch."""
    loans = lent(tables, ctx)
    loans = loans[loans["balance"] > 0]
    people = files(tables, ctx)
    numbered = people["customer_no"].isin(loans["customer_no"].dropna())
    unnumbered = loans[loans["customer_no"].isna()]
    names = pd.MultiIndex.from_frame(unnumbered[["branch", "customer"]])
    return people[numbered | pd.MultiIndex.from_frame(people[["branch", "customer"]]).isin(names)]


def _group_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"target_groups": rows_of(tables, ctx, "target_groups"), "customers": borrowers(tables, ctx)}


@figure(
    term="客群渗透",
    needs=("target_groups", "customers", "loans"),
    by=WIDE,
    shape="many",
    fields=(*("number", "target_group", "households", "customers_ours", "penetration", "source", "source_date"),),
    rows=_group_rows,
)
def target_group_list(tables: Tables, ctx: Context) -> Frames:
    """Customers with our loan / households of the target group; the group's source and its oldest date beside it."""
    return {level: listed(_groups(tables, ctx, level), level, "target_group_list") for level in WIDE}


def _groups(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = [*LEVELS[level], "target_group"]
    groups = rows_of(tables, ctx, "target_groups").groupby(keys, sort=False)
    found = pd.DataFrame(
        {
            "households": groups["households"].sum(min_count=1),
            "source": groups["source"].agg(_joined),
            "source_date": groups["source_date"].min(),
        }
    )
    ours = borrowers(tables, ctx).groupby(keys).size().reindex(found.index).fillna(0.0).astype("float64")
    found = found.assign(customers_ours=ours, penetration=ratio(ours, found["households"]))
    return found.reset_index("target_group")


def _joined(texts: pd.Series[Any]) -> str | None:
    return "、".join(dict.fromkeys(texts.dropna())) or None
