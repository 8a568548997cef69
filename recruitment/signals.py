"""News for the packages above; state changes are `marketplace.signals.moved`."""

from django.dispatch import Signal

offer_accepted = Signal()  # sender: Application; application, offer. Sent inside the transaction.
position_changed = Signal()  # sender: Position; position. Sent inside the transaction.
