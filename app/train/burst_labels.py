"""What EmoGator's categories are called and where they lie on the circumplex."""

EMOGATOR_CODES = {
    "02": "amusement",
    "03": "anger",
    "06": "contempt",
    "07": "contentment",
    "09": "disappointment",
    "10": "disgust",
    "11": "distress",
    "12": "ecstasy",
    "13": "elation",
    "15": "fear",
    "18": "neutral",
    "19": "pain",
    "22": "relief",
    "24": "sadness",
    "25": "serenity",
    "27": "bad surprise",
    "28": "good surprise",
    "30": "triumph",
}
CATEGORIES = tuple(EMOGATOR_CODES.values())
"""The 18 categories of the tar, in the order of EmoGator's numbers."""

GROUPS = {
    "neutral": ("neutral",),
    "amusement": ("amusement",),
    "triumph": ("elation", "good surprise", "triumph"),
    "contentment": ("contentment", "ecstasy", "relief", "serenity"),
    "anger": ("anger",),
    "distress": (
        *("bad surprise", "contempt", "disappointment", "disgust"),
        *("distress", "fear", "pain", "sadness"),
    ),
}
"""What is shipped, and the categories that each covers: those within a group are hardly told apart."""

POINTS = {
    "amusement": (0.8, 0.5),
    "anger": (-0.7, 0.8),
    "contempt": (-0.5, 0.2),
    "contentment": (0.7, -0.4),
    "disappointment": (-0.6, -0.3),
    "disgust": (-0.7, 0.3),
    "distress": (-0.7, 0.6),
    "ecstasy": (0.8, 0.6),
    "elation": (0.9, 0.7),
    "fear": (-0.7, 0.8),
    "neutral": (0.0, 0.0),
    "pain": (-0.8, 0.6),
    "relief": (0.5, -0.4),
    "sadness": (-0.7, -0.5),
    "serenity": (0.6, -0.7),
    "bad surprise": (-0.4, 0.8),
    "good surprise": (0.6, 0.8),
    "triumph": (0.7, 0.8),
}
"""Valence and arousal of the categories, after Russell's circumplex (1980): ours, and not measured."""


def group_of(category: str) -> int:
    """Give the number of the group in GROUPS that a category belongs to."""
    return next(number for number, covered in enumerate(GROUPS.values()) if category in covered)


def group_points() -> list[tuple[float, float]]:
    """Give valence and arousal of each group: the mean of its categories'."""
    return [
        (
            sum(POINTS[name][0] for name in covered) / len(covered),
            sum(POINTS[name][1] for name in covered) / len(covered),
        )
        for covered in GROUPS.values()
    ]
