"""Exports and reports: their dialogs, and the work behind them."""
