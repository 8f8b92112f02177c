"""Words that stand for labels with another wording, beside those that hold them: analyzers declare them."""

from app.search.query import Term
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry


def alternatives(term: Term, analyzers: AnalyzerRegistry = ANALYZERS) -> list[Term]:
    """Give a term and what else it stands for."""
    if not term.plain:
        return [term]
    word = term.text.casefold()
    return [
        term,
        *(
            Term(aliases[word], track, above=term.above, plain=False)
            for analyzer in analyzers.values()
            for track, aliases in analyzer.presentation.aliases.items()
            if word in aliases
        ),
    ]
