"""Files of customers and rows of prospects → the credit file of each: who, loans, products, contacts, signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.clients.contacts import SOURCES, contact_rows, contacts, known_people
from pipeline.measures.figures.clients.profiles import customer_profiles, prospect_profiles
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.customers import files, held
from pipeline.measures.people import banks_of, looked_up
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

_NEEDS = ("customers", "prospects", "loans", "holdings", "roster", "channels", "risk_signals", *SOURCES)
_PERSON = (
    *("is_prospect", "customer", "phone", "id_no", "card_no", "address", "industry", "market", "target_group"),
    *("tier", "officer", "added", "complete", "consent", "blacklisted", "missing_parts"),
)
_MONEY = (
    *("loans_count", "loans_amount", "balance", "repaid_share", "next_due", "overdue_days"),
    *("products_count", "products_held", "risk_level"),
)
_CONTACT = ("last_contact", "days_since", "limit_days", "last_result")
_LEAD = ("stage", "source", "channel_name", "first_contact", "need", "product", "next_step", "next_date", "note")
_FIELDS = (*_PERSON, *_MONEY, *_CONTACT, *_LEAD, "file_wanted", "why")
_DATES = ("added", "next_due", "last_contact", "first_contact", "next_date")
_NUMBERS = ("loans_count", "loans_amount", "balance", "repaid_share", "overdue_days", "products_count")


@once
def people(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every customer on file and every prospect who is none yet, with _FIELDS and the keys of a customer's paper."""
    frame = pd.concat([_customers(tables, ctx), _prospects(tables, ctx)], ignore_index=True)
    frame = frame.dropna(subset=["branch", "customer_no"]).drop_duplicates(["branch", "customer_no"])
    frame = frame.assign(missing_parts=_missing(frame, ctx))
    why = _reasons(frame, ctx)
    return frame.assign(why=why.where(why != "", None), file_wanted=(why != "").astype(bool))


def _customers(tables: Tables, ctx: Context) -> pd.DataFrame:
    frame = customer_profiles(tables, ctx)
    return _shaped(frame.assign(is_prospect=False, next_due=frame["loan_due"], product=None, next_step=None))


def _prospects(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The prospects who have no file yet, their number in the place of a customer's."""
    frame = prospect_profiles(tables, ctx)
    frame = frame[~frame["on_file"].astype(bool)]
    return _shaped(frame.assign(is_prospect=True, customer_no=frame["prospect_no"]))


def _shaped(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of a file, blank where the frame has none, so that customers and prospects go together."""
    wanted = [
        "bank",
        "branch",
        "customer_no",
        *(f for f in _FIELDS if f not in ("missing_parts", "file_wanted", "why")),
    ]
    found = frame.reindex(columns=wanted)
    numbers = dict.fromkeys((*_NUMBERS, "days_since", "limit_days", "need"), "float64")
    kinds = dict.fromkeys(_DATES, "datetime64[ns]") | numbers
    texts = {name: "object" for name in wanted if name not in kinds and name != "is_prospect"}
    return found.astype({**kinds, **texts})


def _missing(frame: pd.DataFrame, ctx: Context) -> pd.Series[Any]:
    """The parts of a file that the settings ask for and that are blank, by their terms."""
    terms = ctx.vocabulary.field_terms
    wanted = [(term, terms[term]) for term in ctx.settings["files"]["parts"] if terms.get(term) in _PERSON]
    blanks = [frame[name].isna().map({True: term, False: ""}) for term, name in wanted]
    said = ["、".join(word for word in words if word) or None for words in zip(*blanks, strict=True)]
    return pd.Series(said or [None] * len(frame), frame.index, dtype="object")


def _reasons(frame: pd.DataFrame, ctx: Context) -> pd.Series[Any]:
    """Why a file is to be made out: incomplete, a prospect at a stage of the settings, or (a setting) new at all."""
    settings = ctx.settings["files"]
    stages, every_new = list(settings["stages"]), bool(settings["every_new"])
    said = []
    for prospect, new, complete, gaps, stage in zip(
        frame["is_prospect"], ctx.span.holds(frame["added"]), frame["complete"], frame["missing_parts"],
        frame["stage"], strict=True,
    ):  # fmt: skip
        if prospect:
            said.append(say("file_stage", "zh", stage=stage) if stage in stages else "")
            continue
        lacking = (
            say("file_gaps", "zh", parts=gaps) if gaps else say("file_incomplete", "zh") if complete is False else ""
        )
        fresh = say("file_new", "zh") if new and (every_new or lacking) else ""
        said.append("；".join(text for text in (fresh, lacking) if text))
    return pd.Series(said, frame.index, dtype="object")


def _file_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    leads = prospect_profiles(tables, ctx)
    leads = leads[~leads["on_file"].astype(bool)]
    prospects = rows_of(tables, ctx, "prospects").loc[leads.index]
    return {
        "customers": files(tables, ctx),
        "prospects": prospects.assign(customer_no=prospects["prospect_no"]),
        "loans": _loans(tables, ctx),
        "holdings": held(tables, ctx),
    }


@figure(term="客户档案", needs=_NEEDS, by=("customer",), shape="one", fields=_FIELDS, rows=_file_rows)
def customer_file(tables: Tables, ctx: Context) -> Frames:
    """The credit file of a customer or a prospect: who, what is missing, loans in sum, products, contacts, next step.

    ``file_wanted``: the file lacks something, or is that of a prospect who is near an application; a complete new one
    only where the settings say so.
    """
    return {"customer": listed(people(tables, ctx), "customer", "customer_file")}


@once
def _loans(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The loans of customers on file, in the customer's own branch."""
    loans = rows_of(tables, ctx, "loans")
    return _at_home(loans[loans["customer_no"].isin(files(tables, ctx)["customer_no"])], tables, ctx)


def _at_home(rows: pd.DataFrame, tables: Tables, ctx: Context) -> pd.DataFrame:
    """The rows with the bank and branch of their customer's file, or of the register of prospects."""
    known = known_people(tables, ctx).set_index("customer_no")["branch"]
    branch = looked_up(rows["customer_no"], known).astype("object")
    return rows.assign(branch=branch, bank=banks_of(branch, tables, ctx)).dropna(subset=["branch"])


@figure(
    term="客户贷款",
    needs=("customers", "loans"),
    by=("customer",),
    shape="many",
    fields=(
        *("number", "loan_no", "product", "amount", "balance", "disbursed", "due", "applied"),
        *("overdue_days", "restructured", "repaid_share"),
    ),
    rows=lambda tables, ctx: {"loans": _loans(tables, ctx)},
)
def customer_loans(tables: Tables, ctx: Context) -> Frames:
    """The loans of a customer, the newest first; amounts in 万元."""
    rows = _loans(tables, ctx).sort_values("disbursed", ascending=False, kind="stable")
    rows = rows.assign(repaid_share=ratio(rows["amount"] - rows["balance"], rows["amount"]))
    return {"customer": listed(rows, "customer", customer_loans)}


@figure(
    term="客户产品",
    needs=("customers", "holdings"),
    by=("customer",),
    shape="many",
    fields=("number", "product", "opened"),
    rows=lambda tables, ctx: {"holdings": held(tables, ctx)},
)
def customer_holdings(tables: Tables, ctx: Context) -> Frames:
    """The products of a customer, in the order in which they came."""
    rows = held(tables, ctx).dropna(subset=["branch"]).sort_values("opened", kind="stable", na_position="last")
    return {"customer": listed(rows, "customer", customer_holdings)}


@figure(
    term="客户联系记录",
    needs=_NEEDS,
    by=("customer",),
    shape="many",
    fields=("number", "date", "officer", "contact_source", "contact_content", "means", "result", "next_date"),
    rows=lambda tables, ctx: contact_rows(tables, ctx, known_people(tables, ctx)["customer_no"]),
)
def customer_contacts(tables: Tables, ctx: Context) -> Frames:
    """The newest contacts with a customer or prospect, as many as the settings say, the last one first."""
    rows = _at_home(contacts(tables, ctx), tables, ctx).sort_values("date", ascending=False, kind="stable")
    rows = rows.groupby("customer_no").head(int(ctx.settings["files"]["contacts"]))
    named = rows["table"].map(lambda name: ctx.vocabulary.tables[name].term).astype("object")
    rows = rows.assign(contact_source=named, contact_content=rows["detail"])
    return {"customer": listed(rows, "customer", customer_contacts)}


@once
def _signals(tables: Tables, ctx: Context) -> pd.DataFrame:
    rows = rows_of(tables, ctx, "risk_signals")
    rows = rows[rows["customer_no"].isin(files(tables, ctx)["customer_no"]) & (rows["date"] <= ctx.span.end)]
    return _at_home(rows, tables, ctx)


@figure(
    term="客户风险信号",
    needs=("customers", "risk_signals"),
    by=("customer",),
    shape="many",
    fields=("number", "date", "signal", "risk_level", "seen_by", "handling", "due", "done"),
    rows=lambda tables, ctx: {"risk_signals": _signals(tables, ctx)},
)
def customer_risks(tables: Tables, ctx: Context) -> Frames:
    """The risk signals of a customer up to now, the newest first."""
    rows = _signals(tables, ctx).sort_values("date", ascending=False, kind="stable")
    return {"customer": listed(rows, "customer", customer_risks)}
