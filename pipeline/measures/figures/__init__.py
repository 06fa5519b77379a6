"""The figures of the catalogue, a folder for each subject; importing this package registers all of them."""

from pipeline.measures.figures import campaigns, clients, loans, market, meetings, people, targets, team, training, work

__all__ = ["campaigns", "clients", "loans", "market", "meetings", "people", "targets", "team", "training", "work"]
