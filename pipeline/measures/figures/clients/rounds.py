"""The register of screening rounds and what happened since → who was picked before and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.events import APPLICATION, DEAL, events
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.clients.contacts import SOURCES, contact_rows, contacts
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.customers import files
from pipeline.measures.figures.work.leads import WON
from pipeline.measures.people import looked_up
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

CUSTOMERS, PROSPECTS = "客户", "准客户"  # whom a round is of
_DONE, _APPLIED, _LOST = "已办理", "已申请", "联系不上"  # words of 跟进结果
_APPLIED_STAGES = ("申请", WON)
_NEEDS = ("screen_rounds", "customers", "prospects", "loans", *SOURCES)


def round_no(ctx: Context, of: str) -> str:
    """The number of the period's round: 2026-11-客户."""
    return f"{ctx.period.code}-{of}"


@once
def picks(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Everybody picked in an earlier round, once a round: the register's row, ``number_no`` and ``screen_of``.

    The newest row counts where a round was handed in more than once. The round of this period is not an earlier one.
    """
    rows = rows_of(tables, ctx, "screen_rounds")
    own = rows["customer_no"].astype("object")
    of = pd.Series(np.where(own.notna(), CUSTOMERS, PROSPECTS), rows.index, dtype="object")
    rows = rows.assign(number_no=own.where(own.notna(), rows["prospect_no"].astype("object")), screen_of=of)
    this = [round_no(ctx, CUSTOMERS), round_no(ctx, PROSPECTS)]
    rows = rows[rows["number_no"].notna() & (rows["date"] <= ctx.span.end) & ~rows["round_no"].isin(this)]
    answered = rows["follow_result"].notna()
    rows = rows.assign(_answered=answered).sort_values(["date", "_answered"], kind="stable")
    return rows.drop_duplicates(["round_no", "number_no"], keep="last").drop(columns="_answered")


@once
def earlier_picks(tables: Tables, ctx: Context, of: str) -> pd.DataFrame:
    """By number: ``picked_before``, how often somebody was picked, and ``date``, when last."""
    rows = picks(tables, ctx)
    by = rows[rows["screen_of"] == of].groupby("number_no")
    return pd.DataFrame({"picked_before": by.size().astype("float64"), "date": by["date"].max()})


@once
def fates(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The earlier picks with what became of them: reached, applied, won, cross (bool), loan_amount, fate, fate_day.

    ``won`` is a loan; ``cross`` another product, which needs no application and is never counted as a loan.

    A customer's contacts, applications, deals and loans in the days after the round that the settings count speak for
    themselves; what the officer wrote into the workbook counts beside them. Of a prospect the register's stage speaks.
    """
    rows = picks(tables, ctx)
    seen = _since(rows, tables, ctx)
    lent = _lent(rows, tables, ctx)
    stages = rows_of(tables, ctx, "prospects").dropna(subset=["prospect_no"]).drop_duplicates("prospect_no")
    stage = looked_up(rows["number_no"], stages.set_index("prospect_no")["stage"]).astype("object")
    stage = stage.where(rows["screen_of"] == PROSPECTS, None)
    said = rows["follow_result"]
    cross = seen["cross"].notna()
    won = seen["won"].notna() | (lent > 0) | ((said == _DONE) & ~cross) | (stage == WON)
    applied = won | seen["applied"].notna() | (said == _APPLIED) | stage.isin(_APPLIED_STAGES)
    reached = applied | seen["reached"].notna() | (said.notna() & (said != _LOST))
    first = seen["won"].fillna(seen["applied"]).fillna(seen["cross"]).fillna(seen["reached"])
    day = first.fillna(rows["follow_day"])
    words = [say(f"fate_{name}", "zh") for name in ("won", "applied", "cross", "reached", "lost", "open")]
    fate = np.select([won, applied, cross, reached, said == _LOST], words[:5], words[5])
    known = applied | cross
    own = said.astype("object").where(said.notna() & ~known & (said != _LOST), stage.where(~known, None))
    told = [f"{word}（{more}）" if isinstance(more, str) else word for word, more in zip(fate, own, strict=True)]
    return rows.assign(
        reached=reached, applied=applied, won=won, cross=cross, loan_amount=lent, fate_day=day,
        fate=pd.Series(told, rows.index, dtype="object"), customer=_names(rows, tables, ctx),
    )  # fmt: skip


def _since(rows: pd.DataFrame, tables: Tables, ctx: Context) -> pd.DataFrame:
    """The first day after the round on which each was seen, applied, got a loan, another product; blank where not."""
    found = contacts(tables, ctx)
    loan = events(tables, ctx)["loan"].reindex(found.index).eq(True) & (found["table"] == "activities")
    found = found.assign(loan=loan.to_numpy())
    left = rows[["number_no", "date"]].assign(_row=range(len(rows)))
    both = left.merge(found[["customer_no", "date", "event", "loan"]], left_on="number_no", right_on="customer_no")
    both = both[_after(both["date_x"], both["date_y"], ctx)]
    deal = both["event"] == DEAL
    kinds = {"reached": both, "applied": both[both["event"] == APPLICATION]}
    kinds |= {"won": both[deal & both["loan"]], "cross": both[deal & ~both["loan"]]}
    days = {name: part.groupby("_row")["date_y"].min().reindex(range(len(rows))) for name, part in kinds.items()}
    return pd.DataFrame(days).astype("datetime64[ns]").set_axis(rows.index)


def _after(start: pd.Series[Any], day: pd.Series[Any], ctx: Context) -> pd.Series[bool]:
    """Whether a day follows the round's by no more than the settings count for it."""
    return (day > start) & (day <= start + pd.Timedelta(days=int(ctx.settings["screening"]["follow_days"])))


def _lent(rows: pd.DataFrame, tables: Tables, ctx: Context) -> pd.Series[float]:
    """What was lent to each after the round, 万元."""
    loans = rows_of(tables, ctx, "loans")
    loans = loans[loans["disbursed"] <= ctx.span.end]
    left = rows[["number_no", "date"]].assign(_row=range(len(rows)))
    both = left.merge(loans[["customer_no", "disbursed", "amount"]], left_on="number_no", right_on="customer_no")
    sums = both[_after(both["date"], both["disbursed"], ctx)].groupby("_row")["amount"].sum()
    return sums.reindex(range(len(rows))).fillna(0.0).astype("float64").set_axis(rows.index)


def _names(rows: pd.DataFrame, tables: Tables, ctx: Context) -> pd.Series[Any]:
    """The name on file, else on the register; that of the round itself may be masked."""
    people = rows_of(tables, ctx, "prospects").dropna(subset=["prospect_no"]).drop_duplicates("prospect_no")
    known = pd.concat(
        [files(tables, ctx).set_index("customer_no")["customer"], people.set_index("prospect_no")["customer"]]
    )
    known = known[~known.index.duplicated()]
    found = looked_up(rows["number_no"], known).astype("object")
    return found.where(found.notna(), rows["customer"].astype("object"))


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    found = picks(tables, ctx)
    people = files(tables, ctx)
    return {
        "screen_rounds": rows_of(tables, ctx, "screen_rounds").loc[found.index],
        "customers": people[people["customer_no"].isin(found["number_no"])],
        **contact_rows(tables, ctx, found["number_no"]),
    }


@figure(
    term="历次筛选",
    needs=_NEEDS,
    by=("branch",),
    shape="many",
    fields=(
        *("screen_of", "round_no", "date", "segment", "screen_model", "model_version", "picked", "reached_count"),
        *("applied_count", "won_count", "cross_count", "loan_amount", "reach_rate", "win_rate"),
    ),
    rows=_rows,
)
def screen_history(tables: Tables, ctx: Context) -> Frames:
    """Each earlier round by model: how many were picked, reached, applied and won since, the newest round first.

    成交 is loans; 另办产品 whoever got another product. The amount is blank where loans are told of but none is known.
    """
    frame = fates(tables, ctx).dropna(subset=["branch"])
    keys = ["bank", "branch", "screen_of", "round_no", "screen_model"]
    by = frame.groupby(keys, sort=False)
    found = pd.DataFrame(
        {
            "date": by["date"].min(),
            "segment": by["segment"].first(),
            "model_version": by["model_version"].first(),
            "picked": by.size().astype("float64"),
            **{f"{name}_count": by[name].sum().astype("float64") for name in ("reached", "applied", "won", "cross")},
            "loan_amount": by["loan_amount"].sum(),
        }
    ).reset_index()
    told = (found["won_count"] > 0) & (found["loan_amount"] == 0)  # by the officer's word or the stage alone
    found = found.assign(
        loan_amount=found["loan_amount"].mask(told),
        reach_rate=ratio(found["reached_count"], found["picked"]),
        win_rate=ratio(found["won_count"], found["picked"]),
    )
    order = ["screen_of", "date", "picked", "screen_model"]
    return {"branch": listed(found.sort_values(order, ascending=[True, False, False, True]), "branch", screen_history)}


@figure(
    term="入选去向",
    needs=_NEEDS,
    by=("branch",),
    shape="many",
    fields=(
        *("screen_of", "round_no", "date", "officer", "customer_no", "prospect_no", "customer", "segment"),
        *("screen_points", "fate", "fate_day", "loan_amount", "follow_result", "note"),
    ),
    rows=_rows,
)
def screen_outcomes(tables: Tables, ctx: Context) -> Frames:
    """Everybody of the earlier rounds with what became of them; the newest round first, by officer."""
    frame = fates(tables, ctx).dropna(subset=["branch"])
    frame = frame.sort_values(["date", "officer", "screen_points"], ascending=[False, True, False], kind="stable")
    frame = frame.assign(loan_amount=frame["loan_amount"].where(frame["loan_amount"] > 0))
    return {"branch": listed(frame, "branch", screen_outcomes)}
